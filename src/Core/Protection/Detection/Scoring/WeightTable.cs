using System.Buffers.Binary;
using System.Numerics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Ashlar.Core.Protection.Detection.Scoring;

/// <summary>
/// What training learned: a row of small numbers, one for each label, for every hashed feature. Most rows are empty; those that are not lie close together, so that the table
/// stays near the processor. PhiTrainingTests write and check the resource.
/// </summary>
internal sealed class WeightTable
{
    /// <summary>Rows; a power of two.</summary>
    public const int Rows = 1 << 18;

    /// <summary>Labels to a row, padded so that a row is eight bytes.</summary>
    public const int Width = 8;

    /// <summary>Rows of smaller weights are not worth their room.</summary>
    private const sbyte Least = 2;

    private const int Packed = 3 + TokenLabels.Count;
    private const string Resource = "phi-weights.resource.bin";

    private static readonly Lazy<WeightTable> _shipped = new(() => Read(Resource));

    /// <summary>For 32 rows each: which of them are not empty, and how many before them are not.</summary>
    private readonly (uint Filled, int Before)[] _groups = new (uint, int)[Rows / 32];

    /// <summary>The rows that are not empty, after one that is.</summary>
    private readonly ulong[] _filled;

    public WeightTable(sbyte[] weights)
    {
        var rows = MemoryMarshal.Cast<sbyte, ulong>(weights);
        var filled = new List<ulong> { 0 };
        for (var row = 0; row < Rows; row++)
        {
            ref var group = ref _groups[row / 32];
            if (row % 32 == 0)
                group.Before = filled.Count;
            if (rows[row] == 0)
                continue;
            group.Filled |= 1u << row;
            filled.Add(rows[row]);
        }

        _filled = [.. filled];
    }

    public static WeightTable Shipped => _shipped.Value;

    public ReadOnlySpan<sbyte> this[int row] => MemoryMarshal.Cast<ulong, sbyte>(_filled.AsSpan(At(row), 1));

    /// <summary>The weights of several rows added up.</summary>
    public Vector128<short> Sum(ReadOnlySpan<int> rows)
    {
        var sums = Vector128<short>.Zero;
        foreach (var row in rows)
            sums += Vector128.WidenLower(Vector128.CreateScalarUnsafe(_filled[At(row)]).AsSByte());
        return sums;
    }

    /// <summary>Rows that say something: their number in three bytes, and their weights.</summary>
    public byte[] Pack()
    {
        var packed = new List<byte>();
        for (var row = 0; row < Rows; row++)
        {
            var weights = this[row];
            if (!weights.ContainsAnyExceptInRange((sbyte)-Least, Least))
                continue;
            packed.AddRange([(byte)row, (byte)(row >> 8), (byte)(row >> 16)]);
            for (var label = 0; label < TokenLabels.Count; label++)
                packed.Add((byte)weights[label]);
        }

        return [.. packed];
    }

    public static WeightTable Unpack(ReadOnlySpan<byte> packed)
    {
        var weights = new sbyte[Rows * Width];
        for (var at = 0; at + Packed <= packed.Length; at += Packed)
        {
            var row = BinaryPrimitives.ReadUInt16LittleEndian(packed[at..]) | packed[at + 2] << 16;
            for (var label = 0; label < TokenLabels.Count; label++)
                weights[row * Width + label] = (sbyte)packed[at + 3 + label];
        }

        return new WeightTable(weights);
    }

    /// <summary>Where a row lies among those that are not empty; 0 if it is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int At(int row)
    {
        var (filled, before) = _groups[row >> 5];
        var bit = filled >> row;
        return (before + BitOperations.PopCount(filled & ((1u << row) - 1))) & -(int)(bit & 1);
    }

    private static WeightTable Read(string resource)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource) ?? throw new InvalidOperationException($"The resource {resource} is missing.");
        var packed = new byte[stream.Length];
        stream.ReadExactly(packed);
        return Unpack(packed);
    }
}
