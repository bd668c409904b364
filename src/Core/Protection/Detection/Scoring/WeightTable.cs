using System.Buffers.Binary;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Ashlar.Core.Protection.Detection.Scoring;

/// <summary>What training learned: a row of small numbers, one for each label, for every hashed feature. PhiTrainingTests write and check the resource.</summary>
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

    private readonly sbyte[] _weights;

    public WeightTable(sbyte[] weights) => _weights = weights;

    public static WeightTable Shipped => _shipped.Value;

    public ReadOnlySpan<sbyte> this[int row] => _weights.AsSpan(row * Width, Width);

    /// <summary>A row ready to be added up.</summary>
    public Vector128<short> Wide(int row) => Vector128.WidenLower(Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<long>(ref Unsafe.As<sbyte, byte>(ref _weights[row * Width]))).AsSByte());

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

    private static WeightTable Read(string resource)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource) ?? throw new InvalidOperationException($"The resource {resource} is missing.");
        var packed = new byte[stream.Length];
        stream.ReadExactly(packed);
        return Unpack(packed);
    }
}
