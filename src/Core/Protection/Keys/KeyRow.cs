namespace Ashlar.Core.Protection.Keys;

/// <summary>A key as the database keeps it.</summary>
internal sealed record KeyRow(Guid Id, Guid Scope, Guid? Subject, string Kind, int Number, string State, string Root, byte[]? Wrapped)
{
    public const string Data = "data";
    public const string Index = "index";
    public const string Columns = "id, scope, subject, kind, number, state, root, wrapped";

    public bool IsActive => State == "active";
}

/// <summary>A key for people: everything but its material.</summary>
internal sealed record KeyView(Guid Id, string Kind, int Number, string State, string Root, Guid? Subject, DateTimeOffset CreatedAt, DateTimeOffset? RetiredAt, DateTimeOffset? DestroyedAt);

/// <summary>Why sealed bytes cannot be opened.</summary>
internal enum Unreadable
{
    /// <summary>They were changed, or belong elsewhere.</summary>
    Changed,

    /// <summary>Nobody knows the key that sealed them.</summary>
    UnknownKey,

    /// <summary>The key was destroyed on purpose; the content is gone for good.</summary>
    KeyDestroyed,
}

/// <summary>Sealed bytes cannot be opened, or a scope whose keys were destroyed cannot seal.</summary>
internal sealed class UnreadableException(Unreadable reason) : Exception(reason switch
{
    Unreadable.KeyDestroyed => "The key that protects this was destroyed; the content is gone for good.",
    Unreadable.UnknownKey => "The key that protects this is unknown here.",
    _ => "The protected content was changed, or belongs to another place.",
})
{
    public Unreadable Reason => reason;
}
