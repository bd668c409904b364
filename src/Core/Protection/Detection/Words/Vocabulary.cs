using System.Reflection;

namespace Ashlar.Core.Protection.Detection.Words;

/// <summary>Whether a word is an ordinary one of English or German: a Bloom filter that eng/phi-lists.mjs writes. It errs on the side of "ordinary", for about three words in a thousand.</summary>
internal static class Vocabulary
{
    private const int Probes = 8;

    private static readonly byte[] _bits = Read();

    public static bool Has(ReadOnlySpan<char> word)
    {
        var hash = WordTable.Mix(WordTable.Seed, word);
        hash ^= hash >> 32;
        var (one, two, mask) = (hash & 0xffffffff, hash >> 32 | 1, (ulong)_bits.Length * 8 - 1);
        for (var probe = 0UL; probe < Probes; probe++)
        {
            var bit = (one + probe * two) & mask;
            if ((_bits[bit >> 3] & (1 << (int)(bit & 7))) == 0)
                return false;
        }

        return true;
    }

    private static byte[] Read()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("phi-vocabulary.resource.bin") ?? throw new InvalidOperationException("The resource phi-vocabulary.resource.bin is missing.");
        var bits = new byte[stream.Length];
        stream.ReadExactly(bits);
        return bits;
    }
}
