using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Ashlar.Core.Tests.Identity;

/// <summary>
/// Argon2id written from RFC 9106, slow and plain. The published vector uses a secret, associated data and four lanes, which libsodium does
/// not offer; proven by the vector, this stands between it and the library.
/// </summary>
internal static class Argon2Reference
{
    private const int Version = 0x13;
    private const int Type = 2;
    private const int Words = 128;

    public static byte[] Hash(byte[] password, byte[] salt, byte[] secret, byte[] data, int lanes, int memoryKib, int passes, int length)
    {
        var seed = Blake2(64, [Le(lanes), Le(length), Le(memoryKib), Le(passes), Le(Version), Le(Type), Le(password.Length), password, Le(salt.Length), salt, Le(secret.Length), secret, Le(data.Length), data]);
        var segment = memoryKib / (4 * lanes);
        var columns = segment * 4;
        var memory = new ulong[lanes * columns][];
        for (var lane = 0; lane < lanes; lane++)
        {
            for (var column = 0; column < 2; column++)
                memory[lane * columns + column] = ToWords(Long(1024, [seed, Le(column), Le(lane)]));
        }

        for (var pass = 0; pass < passes; pass++)
        {
            for (var slice = 0; slice < 4; slice++)
            {
                for (var lane = 0; lane < lanes; lane++)
                    FillSegment(memory, new Position(pass, slice, lane, lanes, segment, columns, memoryKib / (4 * lanes) * 4 * lanes, passes));
            }
        }

        var final = new ulong[Words];
        for (var lane = 0; lane < lanes; lane++)
            Xor(final, memory[lane * columns + columns - 1]);
        return Long(length, [MemoryMarshal.AsBytes(final.AsSpan()).ToArray()]);
    }

    private sealed record Position(int Pass, int Slice, int Lane, int Lanes, int Segment, int Columns, int Blocks, int Passes);

    private static void FillSegment(ulong[][] memory, Position at)
    {
        var independent = at.Pass == 0 && at.Slice < 2;
        var addresses = new ulong[Words];
        for (var index = 0; index < at.Segment; index++)
        {
            if (independent && index % Words == 0)
                addresses = Addresses(at, index / Words + 1);
            if (at.Pass == 0 && at.Slice == 0 && index < 2)
                continue;

            var column = at.Slice * at.Segment + index;
            var previous = memory[at.Lane * at.Columns + (column + at.Columns - 1) % at.Columns];
            var random = independent ? addresses[index % Words] : previous[0];
            var (lane, reference) = Reference(at, index, random);
            var current = at.Lane * at.Columns + column;
            var block = Compress(previous, memory[lane * at.Columns + reference]);
            if (at.Pass > 0)
                Xor(block, memory[current]);
            memory[current] = block;
        }
    }

    private static ulong[] Addresses(Position at, int counter)
    {
        var input = new ulong[Words];
        (input[0], input[1], input[2], input[3], input[4], input[5], input[6]) = ((ulong)at.Pass, (ulong)at.Lane, (ulong)at.Slice, (ulong)at.Blocks, (ulong)at.Passes, Type, (ulong)counter);
        var zero = new ulong[Words];
        return Compress(zero, Compress(zero, input));
    }

    private static (int Lane, int Column) Reference(Position at, int index, ulong random)
    {
        var lane = at.Pass == 0 && at.Slice == 0 ? at.Lane : (int)((random >> 32) % (ulong)at.Lanes);
        var same = lane == at.Lane;
        var finished = at.Pass == 0 ? at.Slice * at.Segment : at.Columns - at.Segment;
        var area = same ? finished + index - 1 : finished + (index == 0 ? -1 : 0);
        var x = (random & 0xFFFFFFFF) * (random & 0xFFFFFFFF) >> 32;
        var position = area - 1 - (int)((ulong)area * x >> 32);
        var start = at.Pass == 0 ? 0 : (at.Slice + 1) % 4 * at.Segment;
        return (lane, (start + position) % at.Columns);
    }

    private static ulong[] Compress(ulong[] left, ulong[] right)
    {
        var mixed = (ulong[])left.Clone();
        Xor(mixed, right);
        var block = (ulong[])mixed.Clone();
        for (var row = 0; row < 8; row++)
            Permute(block, [.. Enumerable.Range(row * 16, 16)]);
        for (var column = 0; column < 8; column++)
            Permute(block, [.. Enumerable.Range(0, 8).SelectMany(row => new[] { row * 16 + column * 2, row * 16 + column * 2 + 1 })]);
        Xor(block, mixed);
        return block;
    }

    private static void Permute(ulong[] v, int[] i)
    {
        for (var k = 0; k < 4; k++)
            Quarter(v, i[k], i[k + 4], i[k + 8], i[k + 12]);
        for (var k = 0; k < 4; k++)
            Quarter(v, i[k], i[(k + 1) % 4 + 4], i[(k + 2) % 4 + 8], i[(k + 3) % 4 + 12]);
    }

    private static void Quarter(ulong[] v, int a, int b, int c, int d)
    {
        foreach (var (first, second) in new[] { (32, 24), (16, 63) })
        {
            v[a] += v[b] + 2 * (v[a] & 0xFFFFFFFF) * (v[b] & 0xFFFFFFFF);
            v[d] = ulong.RotateRight(v[d] ^ v[a], first);
            v[c] += v[d] + 2 * (v[c] & 0xFFFFFFFF) * (v[d] & 0xFFFFFFFF);
            v[b] = ulong.RotateRight(v[b] ^ v[c], second);
        }
    }

    /// <summary>The variable-length hash H' of section 3.3.</summary>
    private static byte[] Long(int length, byte[][] parts)
    {
        if (length <= 64)
            return Blake2(length, [Le(length), .. parts]);
        var result = new List<byte>();
        var block = Blake2(64, [Le(length), .. parts]);
        while (length - result.Count > 64)
        {
            result.AddRange(block.Take(32));
            var left = length - result.Count;
            block = Blake2(left > 64 ? 64 : left, [block]);
        }

        return [.. result, .. block];
    }

    private static byte[] Blake2(int length, byte[][] parts)
    {
        var input = parts.SelectMany(part => part).ToArray();
        var result = new byte[length];
        Assert.Equal(0, crypto_generichash(result, (nuint)length, input, (ulong)input.Length, null, 0));
        return result;
    }

    private static ulong[] ToWords(byte[] bytes) => MemoryMarshal.Cast<byte, ulong>(bytes).ToArray();

    private static void Xor(ulong[] target, ulong[] source)
    {
        for (var i = 0; i < Words; i++)
            target[i] ^= source[i];
    }

    private static byte[] Le(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return bytes;
    }

    [DllImport("libsodium.so.23")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int crypto_generichash(byte[] result, nuint resultLength, byte[] input, ulong inputLength, byte[]? key, nuint keyLength);
}
