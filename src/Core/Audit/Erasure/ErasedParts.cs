using System.Security.Cryptography;
using Ashlar.Core.Audit.Proofs;

namespace Ashlar.Core.Audit.Erasure;

/// <summary>What an erasure takes out of an entry. The numbers are stored.</summary>
[Flags]
internal enum ErasedParts : short
{
    None = 0,
    Name = 1,
    Address = 2,
    Reason = 4,
    Changes = 8,
    Details = 16,
}

/// <summary>An entry with the parts an order takes out of it.</summary>
internal sealed record ErasedEntry(Guid Id, ErasedParts Parts, byte[] Rest);

internal static class Erasing
{
    public const string Blank = "erased";

    public static AuditLeaf Without(this AuditLeaf entry, ErasedParts parts) => entry with
    {
        ActorName = parts.HasFlag(ErasedParts.Name) ? Blank : entry.ActorName,
        Ip = parts.HasFlag(ErasedParts.Address) ? null : entry.Ip,
        Reason = parts.HasFlag(ErasedParts.Reason) ? null : entry.Reason,
        Changes = parts.HasFlag(ErasedParts.Changes) ? null : entry.Changes,
        Details = parts.HasFlag(ErasedParts.Details) ? null : entry.Details,
    };

    /// <summary>Hash of the personal part that is left. With it what stays remains proven after its salt is gone; nothing in it needs hiding.</summary>
    public static byte[] Rest(this AuditLeaf entry) => entry.Commitment(entry.Id.ToByteArray(bigEndian: true));

    /// <summary>One hash over all that an order takes out and leaves, in the order of the ids; the sealed order bears it.</summary>
    public static string Digest(IEnumerable<ErasedEntry> entries)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var entry in entries.OrderBy(entry => entry.Id.ToString(), StringComparer.Ordinal))
        {
            hash.AppendData(entry.Id.ToByteArray(bigEndian: true));
            hash.AppendData([(byte)entry.Parts]);
            hash.AppendData(entry.Rest);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
