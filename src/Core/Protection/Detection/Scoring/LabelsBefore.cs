using Ashlar.Core.Protection.Detection.Scanners;
using Ashlar.Core.Protection.Detection.Text;
using Ashlar.Core.Protection.Detection.Words;

namespace Ashlar.Core.Protection.Detection.Scoring;

/// <summary>What was announced before every token on its line: the last label of the lexicon, and the word before the first colon whatever it is.</summary>
internal sealed class LabelsBefore
{
    private const int Reach = 16;

    private readonly byte[] _labels;
    private readonly byte[] _distances;
    private readonly uint[] _keys;

    public LabelsBefore(Page page, uint[] words)
    {
        (_labels, _distances, _keys) = (page.Borrow<byte>(page.Count), page.Borrow<byte>(page.Count), page.Borrow<uint>(page.Count));
        var (label, end, key, word) = ((byte)0, 0, 0u, 0u);
        for (var at = 0; at < page.Count; at++)
        {
            if (page.IsLine(at))
            {
                // A label at the end of a line speaks of the next one.
                label = at > 0 && end >= at - 1 ? label : (byte)0;
                (key, word) = (0, 0);
                continue;
            }

            if (at >= end && page.Has(at, WordFlags.Label) && LabelScanner.Find(page, at, out var after) is { } phrase)
                (label, end) = ((byte)((int)phrase.Kind * 2 + (phrase.Stem ? 1 : 0) + 1), after);
            if (page.Symbol(at) is ':' or '=' && word != 0)
                (key, word) = (word, 0);
            else if (page.IsWord(at))
                word = words[at];
            _keys[at] = key;
            if (label == 0 || at < end)
                continue;
            if (at - end >= Reach)
                label = 0;
            else
                (_labels[at], _distances[at]) = (label, (byte)(at - end));
        }
    }

    /// <summary>Kind and firmness of the label, or 0.</summary>
    public uint Label(int token) => _labels[token];

    /// <summary>How many tokens stand between, in steps.</summary>
    public uint Distance(int token) => _distances[token] switch { 0 => 0, 1 => 1, 2 => 2, < 5 => 3, < 9 => 4, _ => 5 };

    public uint Key(int token) => _keys[token];
}
