using NpgsqlTypes;

namespace Ashlar.Core.Backup.Wal;

/// <summary>Names of segments as PostgreSQL forms them: timeline, upper and lower number, eight hexadecimal digits each.</summary>
internal static class WalName
{
    public static string Of(uint timeline, NpgsqlLogSequenceNumber at, int size)
    {
        var (number, perFile) = ((ulong)at / (ulong)size, 0x1_0000_0000UL / (ulong)size);
        return $"{timeline:X8}{number / perFile:X8}{number % perFile:X8}";
    }

    /// <summary>Where the segment begins that holds this place.</summary>
    public static NpgsqlLogSequenceNumber StartOf(NpgsqlLogSequenceNumber at, int size) => new((ulong)at / (ulong)size * (ulong)size);

    public static NpgsqlLogSequenceNumber Next(NpgsqlLogSequenceNumber at, int size) => new(((ulong)at / (ulong)size * (ulong)size) + (ulong)size);
}
