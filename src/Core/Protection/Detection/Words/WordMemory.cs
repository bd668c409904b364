using System.Buffers;
using System.Numerics;

namespace Ashlar.Core.Protection.Detection.Words;

/// <summary>What the lists know of the words of one text. Texts say the same words again and again, so that the latest are remembered while a text is read.</summary>
internal sealed class WordMemory
{
    private const int FewestWords = 16;
    private const int MostWords = 1 << 15;

    /// <summary>So many words share a place, the latest first.</summary>
    private const int Shared = 4;

    private readonly int _count;
    private readonly int _mask;
    private (ulong Hash, WordFlags Flags)[] _known;

    public WordMemory(int length)
    {
        _count = Math.Clamp((int)BitOperations.RoundUpToPowerOf2((uint)length / 32), FewestWords, MostWords);
        _mask = _count - Shared;
        _known = ArrayPool<(ulong, WordFlags)>.Shared.Rent(_count);
        Array.Clear(_known, 0, _count);
    }

    public WordFlags Of(ReadOnlySpan<char> word, ulong hash)
    {
        var places = _known.AsSpan((int)hash & _mask, Shared);
        foreach (var known in places)
        {
            if (known.Hash == hash)
                return known.Flags;
        }

        var flags = Lexicon.Of(word, hash);
        places[..^1].CopyTo(places[1..]);
        places[0] = (hash, flags);
        return flags;
    }

    public void Release()
    {
        Array.Clear(_known, 0, _count);
        ArrayPool<(ulong, WordFlags)>.Shared.Return(_known);
        _known = [];
    }
}
