using System.Security.Cryptography;

namespace Ashlar.Core.Audit.Proofs;

/// <summary>Hashes, proofs and their verification as RFC 6962 section 2 and RFC 9162 section 2.1 define them. SHA-256; a leaf is never mistaken for a node.</summary>
internal static class Merkle
{
    public static readonly byte[] EmptyRoot = SHA256.HashData([]);

    public static byte[] Leaf(ReadOnlySpan<byte> data)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData([0]);
        hash.AppendData(data);
        return hash.GetHashAndReset();
    }

    public static byte[] Node(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        Span<byte> bytes = stackalloc byte[65];
        bytes[0] = 1;
        left.CopyTo(bytes[1..]);
        right.CopyTo(bytes[33..]);
        return SHA256.HashData(bytes);
    }

    /// <summary>The root over leaves [from, to), from a source of complete subtrees (level, index).</summary>
    public static byte[] Range(long from, long to, Func<int, long, byte[]> subtree)
    {
        var size = to - from;
        if (size == 0)
            return EmptyRoot;
        if (long.IsPow2(size) && from % size == 0)
            return subtree((int)long.Log2(size), from / size);
        var split = Split(size);
        return Node(Range(from, from + split, subtree), Range(from + split, to, subtree));
    }

    /// <summary>The audit path of a leaf in the tree of that size.</summary>
    public static List<byte[]> Inclusion(long leaf, long size, Func<int, long, byte[]> subtree)
    {
        var path = new List<byte[]>();
        for (long from = 0, to = size; to - from > 1;)
        {
            var middle = from + Split(to - from);
            if (leaf < middle)
            {
                path.Add(Range(middle, to, subtree));
                to = middle;
            }
            else
            {
                path.Add(Range(from, middle, subtree));
                from = middle;
            }
        }

        path.Reverse();
        return path;
    }

    /// <summary>Proves that the tree of the first size is the beginning of the other.</summary>
    public static List<byte[]> Consistency(long first, long second, Func<int, long, byte[]> subtree)
    {
        var path = new List<byte[]>();
        if (first == 0 || first == second)
            return path;
        long from = 0, to = second;
        var whole = true;
        while (first < to)
        {
            var middle = from + Split(to - from);
            if (first <= middle)
            {
                path.Add(Range(middle, to, subtree));
                to = middle;
            }
            else
            {
                path.Add(Range(from, middle, subtree));
                from = middle;
                whole = false;
            }
        }

        if (!whole)
            path.Add(Range(from, to, subtree));
        path.Reverse();
        return path;
    }

    /// <summary>RFC 9162, 2.1.3.2.</summary>
    public static bool VerifyInclusion(long leaf, long size, byte[] leafHash, IReadOnlyList<byte[]> path, byte[] root)
    {
        if (leaf < 0 || leaf >= size || leafHash.Length != SHA256.HashSizeInBytes)
            return false;
        var (fn, sn, r) = (leaf, size - 1, leafHash);
        foreach (var p in path)
        {
            if (sn == 0 || p.Length != SHA256.HashSizeInBytes)
                return false;
            if ((fn & 1) == 1 || fn == sn)
            {
                r = Node(p, r);
                for (; (fn & 1) == 0 && fn != 0; fn >>= 1)
                    sn >>= 1;
            }
            else
            {
                r = Node(r, p);
            }

            (fn, sn) = (fn >> 1, sn >> 1);
        }

        return sn == 0 && CryptographicOperations.FixedTimeEquals(r, root);
    }

    /// <summary>RFC 9162, 2.1.4.2. A tree of no leaves proves nothing and is consistent with no other.</summary>
    public static bool VerifyConsistency(long first, long second, byte[] firstRoot, byte[] secondRoot, IReadOnlyList<byte[]> path)
    {
        if (first <= 0 || second < first)
            return false;
        if (first == second)
            return path.Count == 0 && firstRoot.AsSpan().SequenceEqual(secondRoot);
        if (path.Count == 0 || path.Any(p => p.Length != SHA256.HashSizeInBytes))
            return false;

        IReadOnlyList<byte[]> steps = long.IsPow2(first) ? [firstRoot, .. path] : path;
        var (fn, sn) = (first - 1, second - 1);
        for (; (fn & 1) == 1; fn >>= 1)
            sn >>= 1;
        var (fr, sr) = (steps[0], steps[0]);
        foreach (var c in steps.Skip(1))
        {
            if (sn == 0)
                return false;
            if ((fn & 1) == 1 || fn == sn)
            {
                (fr, sr) = (Node(c, fr), Node(c, sr));
                for (; (fn & 1) == 0 && fn != 0; fn >>= 1)
                    sn >>= 1;
            }
            else
            {
                sr = Node(sr, c);
            }

            (fn, sn) = (fn >> 1, sn >> 1);
        }

        return sn == 0 && fr.AsSpan().SequenceEqual(firstRoot) && sr.AsSpan().SequenceEqual(secondRoot);
    }

    /// <summary>The largest power of two below the size.</summary>
    private static long Split(long size) => 1L << (int)long.Log2(size - 1);
}

/// <summary>The right edge of a growing tree: enough to add leaves and to tell the root, whatever its size.</summary>
internal sealed class Frontier
{
    private readonly List<(int Level, byte[] Hash)> _peaks = [];

    public long Size { get; private set; }

    public void Add(byte[] leafHash)
    {
        var (level, hash) = (0, leafHash);
        while (_peaks is [.., var last] && last.Level == level)
        {
            hash = Merkle.Node(last.Hash, hash);
            level++;
            _peaks.RemoveAt(_peaks.Count - 1);
        }

        _peaks.Add((level, hash));
        Size++;
    }

    /// <summary>A tree known by its complete subtrees, largest first.</summary>
    public static Frontier From(IEnumerable<(int Level, byte[] Hash)> peaks)
    {
        var tree = new Frontier();
        foreach (var peak in peaks)
        {
            tree._peaks.Add(peak);
            tree.Size += 1L << peak.Level;
        }

        return tree;
    }

    public byte[] Root()
    {
        if (_peaks.Count == 0)
            return Merkle.EmptyRoot;
        var root = _peaks[^1].Hash;
        for (var i = _peaks.Count - 2; i >= 0; i--)
            root = Merkle.Node(_peaks[i].Hash, root);
        return root;
    }
}
