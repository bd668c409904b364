using Ashlar.Core.Audit.Alerts;
using Ashlar.Core.Audit.Proofs;

namespace Ashlar.Core.Audit.Erasure;

/// <summary>The person whom an order concerns: somebody who acted here, a row that is about a person, or texts that name one.</summary>
/// <param name="UserId">A user of the organisation.</param>
/// <param name="Resource">The resource of a row about the person, such as <c>crm.contacts</c>.</param>
/// <param name="RowId">The row.</param>
/// <param name="Texts">Addresses and full names, at least five characters each.</param>
internal sealed record Subject(Guid? UserId, string? Resource, Guid? RowId, IReadOnlyList<string> Texts)
{
    public const int ShortestText = 5;

    /// <summary>For people: a pseudonym that says nothing without the list of members.</summary>
    public string Label => UserId is { } user ? $"user {user}" : RowId is { } row ? $"{Resource} {row}" : "a person named by text";

    /// <summary>Entries that prove other erasures and archived months stay whole: they are what the erasure rests on.</summary>
    public static bool IsKept(string action) => action is ErasePersonHandler.Action or Verifying.Archives.Action;

    /// <summary>What has to go from an entry.</summary>
    public ErasedParts PartsOf(AuditLeaf entry)
    {
        if (IsKept(entry.Action))
            return ErasedParts.None;
        var parts = ErasedParts.None;
        if (UserId is { } user && entry.ActorId == user)
            parts |= ErasedParts.Name | ErasedParts.Address;
        if (UserId is { } member && entry.Resource == "org.users" && entry.ResourceId == member || RowId is { } row && entry.Resource == Resource && entry.ResourceId == row)
            parts |= ErasedParts.Reason | ErasedParts.Changes | ErasedParts.Details;
        // Evidence of an alert lists addresses.
        if (UserId is { } suspect && entry.Action == AlertDesk.Raised && entry.Reason?.Contains(suspect.ToString(), StringComparison.Ordinal) == true)
            parts |= ErasedParts.Details;
        if (Names(entry.ActorName))
            parts |= ErasedParts.Name | ErasedParts.Address;
        if (Names(entry.Reason))
            parts |= ErasedParts.Reason;
        if (Names(entry.Changes))
            parts |= ErasedParts.Changes;
        if (Names(entry.Details))
            parts |= ErasedParts.Details;
        return entry.Without(parts) == entry ? ErasedParts.None : parts;
    }

    private bool Names(string? text) => text is not null && Texts.Any(name => text.Contains(name, StringComparison.OrdinalIgnoreCase));
}
