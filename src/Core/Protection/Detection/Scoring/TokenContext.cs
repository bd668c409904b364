using Ashlar.Core.Protection.Detection.Text;
using Ashlar.Core.Protection.Detection.Words;

namespace Ashlar.Core.Protection.Detection.Scoring;

/// <summary>A page as the scorer sees it: classes and words of its tokens, what the scanners believe of them, and which are worth a judgement.</summary>
internal sealed class TokenContext
{
    private const WordFlags Telling = WordFlags.Number | WordFlags.Numeral | WordFlags.Month | WordFlags.Names | WordFlags.Place | WordFlags.Town | WordFlags.Street | WordFlags.Strasse;

    private readonly byte[] _classes;
    private readonly uint[] _words;
    private readonly bool[] _says;
    private readonly HashSet<uint> _named = [];

    public TokenContext(Page page, List<PhiSpan> candidates)
    {
        Page = page;
        (_classes, _words, _says) = (page.Borrow<byte>(page.Count), page.Borrow<uint>(page.Count), page.Borrow<bool>(page.Count));
        for (var at = 0; at < page.Count; at++)
        {
            _classes[at] = TokenClass.Of(page, at);
            _words[at] = page.IsWord(at) ? page[at].Hash : _classes[at];
            _says[at] = page.IsWord(at) && (page.Has(at, WordFlags.Vocab | WordFlags.Settled) || !page.IsCapital(at));
        }

        Evidence = new Evidence(page, candidates);
        Runs = new RunShapes(page);
        Labels = new LabelsBefore(page, _words);
        for (var at = 0; at < page.Count; at++)
        {
            if (page.IsWord(at) && page.Size(at) > 2 && Evidence.Sure(at) >= 4 && Evidence.Kind(at) == PhiKind.Name)
                _named.Add(_words[at]);
        }

        var judged = new List<int>(page.Count / 2);
        for (var at = 0; at < page.Count; at++)
        {
            if (IsJudged(at))
                judged.Add(at);
        }

        Judged = [.. judged];
        Steps = page.Count * 4L + Evidence.Steps + Judged.Length * FeatureRows.Most;
    }

    public Page Page { get; }
    public Evidence Evidence { get; }
    public RunShapes Runs { get; }
    public LabelsBefore Labels { get; }

    /// <summary>The tokens that may identify somebody. What lies between is taken along.</summary>
    public int[] Judged { get; }

    public long Steps { get; }

    public int Count => Page.Count;

    public byte Class(int at) => (uint)at < (uint)Count ? _classes[at] : TokenClass.Nothing;

    public uint Word(int at) => (uint)at < (uint)Count ? _words[at] : 0;

    /// <summary>Whether the word says something about others, as words of the language do and names do not.</summary>
    public bool Says(int at) => _says[at];

    /// <summary>Whether the word is surely a name elsewhere in the text.</summary>
    public bool IsNamed(int at) => _named.Contains(_words[at]);

    private bool IsJudged(int at)
    {
        if (Evidence.Sure(at) == 0 && (Page.Blocked(at) || IsCounted(at)))
            return false;
        if (Page.IsNumber(at))
            return true;
        if (!Page.IsWord(at))
            return false;
        if (Evidence.Sure(at) > 0 || Page.Size(at) == 1 || Runs.Coded(at) || Page.Has(at, Telling) && (Page.IsCapital(at) || !Page.Has(at, WordFlags.Common)))
            return true;
        if (Page.IsCapital(at) && (!Page.Has(at, WordFlags.Settled) || IsWritten(at - 1) || IsWritten(at + 1)))
            return true;
        return !Page.Has(at, WordFlags.Settled | WordFlags.Vocab) || IsSpelled(at - 1) || IsSpelled(at + 1);
    }

    /// <summary>"3... 2... 1..."</summary>
    private bool IsCounted(int at) => Page.IsNumber(at) && Page.Size(at) < 3 && Page.Symbol(at + 1) == '.' && Page.Symbol(at + 2) == '.' && Page.Symbol(at + 3) == '.';

    /// <summary>A number or a capital word, beside which even a settled word may be part of an address or a name.</summary>
    private bool IsWritten(int at) => Page.IsNumber(at) || Page.IsCapital(at);

    private bool IsSpelled(int at) => Page.Has(at, WordFlags.Number | WordFlags.Numeral) || Page.IsWord(at) && Page.Size(at) == 1 || Page.IsNumber(at) && Page.Size(at) < 3 && Page.IsWord(at + 1) && Page.Joined(at);
}
