namespace Ashlar.Contract.Values;

/// <summary>Makes identifiers.</summary>
public static class Ids
{
    /// <summary>A new UUID version 7 (RFC 9562): unique everywhere and ordered by the time it was made.</summary>
    public static Guid New() => Guid.CreateVersion7();
}
