using System.Runtime.InteropServices;
using Ashlar.Core.Protection.Detection.Words;

namespace Ashlar.Core.Protection.Detection.Text;

/// <summary>What a scanner believes to have found, by place in the view.</summary>
/// <param name="Weak">Names, places, dates and addresses of the net, which something certain nearby confirms.</param>
internal readonly record struct Candidate(int Start, int End, PhiKind Kind, double Confidence, string Reason, bool Weak);

/// <summary>A view with its words, the count of telling words up to each of them, and what the scanners found.</summary>
internal sealed class Page
{
    /// <summary>A certain finding within so many characters confirms a weak one, less the farther it is.</summary>
    private const int Near = 120;
    private const int Within = 600;
    private const int Far = 2500;

    /// <summary>What is less likely than this says nothing.</summary>
    private const double Least = 0.1;

    private static double Confirmed(int distance) => distance switch { <= Near => 0.25, <= Within => 0.2, <= Far => 0.12, _ => 0 };

    /// <summary>So much less likely is what nothing around makes somebody's.</summary>
    private const double Nobody = 0.25;

    private static readonly WordFlags[] _counted = [WordFlags.Health, WordFlags.Person, WordFlags.Trade, WordFlags.Care, WordFlags.General];

    private readonly Token[] _tokens;
    private readonly int[][] _sums;
    private readonly bool[] _blocked;
    private readonly List<Candidate> _found = [];

    public Page(TextView view)
    {
        View = view;
        _tokens = [.. Tokens(view)];
        _blocked = new bool[_tokens.Length];
        _sums = [.. _counted.Select(flag => new int[_tokens.Length + 1])];
        for (var at = 0; at < _tokens.Length; at++)
        {
            for (var sum = 0; sum < _counted.Length; sum++)
                _sums[sum][at + 1] = _sums[sum][at] + ((_tokens[at].Flags & _counted[sum]) != WordFlags.None ? 1 : 0);
        }

        Steps = view.Length + _tokens.Length;
    }

    public TextView View { get; }
    public int Count => _tokens.Length;
    public long Steps { get; set; }
    public Token this[int index] => _tokens[index];

    public bool Health(int at, int reach = 25) => Seen(0, at, reach) > 0;
    public bool Person(int at, int reach = 12) => Seen(1, at, reach) > 0;
    public int Trade(int at, int reach = 12) => Seen(2, at, reach);
    public bool Care(int at, int reach = 6) => Seen(3, at, reach) > 0;
    public int General(int at, int reach = 20) => Seen(4, at, reach);

    public ReadOnlySpan<char> Text(int at) => View.Text[_tokens[at].Start.._tokens[at].End];

    /// <summary>The symbol at a place, or nul.</summary>
    public char Symbol(int at) => at >= 0 && at < Count && _tokens[at].Kind == TokenKind.Symbol ? View[_tokens[at].Start] : '\0';

    public bool IsWord(int at) => at >= 0 && at < Count && _tokens[at].Kind == TokenKind.Word;
    public bool IsNumber(int at) => at >= 0 && at < Count && _tokens[at].Kind == TokenKind.Number;
    public bool IsLine(int at) => at < 0 || at >= Count || _tokens[at].Kind == TokenKind.Line;
    public bool Has(int at, WordFlags flags) => at >= 0 && at < Count && (_tokens[at].Flags & flags) != WordFlags.None;
    public bool IsCapital(int at) => IsWord(at) && char.IsUpper(View[_tokens[at].Start]);
    /// <summary>Whether a letter of a word is a small one.</summary>
    public bool IsLower(int at, int letter) => letter < Size(at) && char.IsLower(View[_tokens[at].Start + letter]);

    public bool Is(int at, string word) => IsWord(at) && Text(at).Equals(word, StringComparison.OrdinalIgnoreCase);
    /// <summary>Where a token stands in the text as it was given.</summary>
    public (int Start, int End) Original(int at) => View.Original(_tokens[at].Start, _tokens[at].End);

    public int Size(int at) => _tokens[at].Length;

    /// <summary>Characters of space between a token and the next.</summary>
    public int Gap(int at) => at + 1 < Count ? _tokens[at + 1].Start - _tokens[at].End : int.MaxValue;

    /// <summary>Whether nothing stands between a token and the next.</summary>
    public bool Joined(int at) => at >= 0 && at + 1 < Count && _tokens[at + 1].Start == _tokens[at].End;

    public bool Blocked(int at) => _blocked[at];

    public void Block(int from, int to)
    {
        for (var at = from; at < to; at++)
            _blocked[at] = true;
    }

    /// <summary>A word that says "this is no identifier" among the few before a token on its line.</summary>
    public bool Denied(int at)
    {
        for (var back = at - 1; back >= 0 && back >= at - 5; back--)
        {
            if (_tokens[back].Kind == TokenKind.Line || Symbol(back) is ';' or '.' && !Joined(back))
                return false;
            if (Has(back, WordFlags.NotId))
                return true;
        }

        return false;
    }

    public void Add(int fromToken, int toToken, PhiKind kind, double confidence, string reason, bool weak = false)
    {
        if (toToken >= fromToken)
            AddRange(_tokens[fromToken].Start, _tokens[toToken].End, kind, confidence, reason, weak);
    }

    public void AddRange(int start, int end, PhiKind kind, double confidence, string reason, bool weak = false)
    {
        if (end > start && confidence > 0)
            _found.Add(new Candidate(start, end, kind, confidence, reason, weak));
    }

    /// <summary>Confirms weak candidates by certain ones nearby and hands over what is worth a judgement, by place in the original.</summary>
    public void Collect(List<PhiSpan> found)
    {
        _found.Sort(static (one, other) => one.Start.CompareTo(other.Start));
        var (before, next) = (int.MinValue / 2, 0);
        var (personal, coming, token) = (int.MinValue / 2, 0, 0);
        for (var index = 0; index < _found.Count; index++)
        {
            var candidate = _found[index];
            Steps++;
            if (!candidate.Weak && candidate.Confidence >= 0.6)
                before = Math.Max(before, candidate.End);
            if (IsPersonal(candidate))
                personal = Math.Max(personal, candidate.End);
            while (token + 1 < Count && _tokens[token].End <= candidate.Start)
                token++;
            coming = Math.Max(coming, index);
            while (coming < _found.Count && !IsPersonal(_found[coming]))
                coming++;
            var confidence = candidate.Confidence;
            if (IsCommon(candidate.Kind) && candidate.Start - personal > Far && (coming >= _found.Count || _found[coming].Start - candidate.End > Far) && !IsAbout(token))
                confidence -= Nobody;
            if (candidate.Weak)
            {
                next = Math.Max(next, index);
                while (next < _found.Count && (_found[next].Weak || _found[next].Confidence < 0.6))
                    next++;
                var distance = Math.Min(candidate.Start - before, next < _found.Count ? _found[next].Start - candidate.End : int.MaxValue);
                confidence = Math.Min(0.95, confidence + Confirmed(distance));
            }

            if (confidence < Least)
                continue;
            var (start, end) = View.Original(candidate.Start, candidate.End);
            found.Add(new PhiSpan(start, end - start, candidate.Kind, Math.Round(confidence, 2), candidate.Reason));
        }
    }

    /// <summary>What only people have. A telephone or an address anybody may have.</summary>
    private static bool IsPersonal(Candidate candidate) => candidate is { Weak: false, Confidence: >= 0.6 } && !IsCommon(candidate.Kind) && candidate.Kind is not (PhiKind.Email or PhiKind.Phone or PhiKind.Fax or PhiKind.Url or PhiKind.Ip or PhiKind.Account or PhiKind.Licence or PhiKind.Vehicle or PhiKind.Device);

    private static bool IsCommon(PhiKind kind) => kind is PhiKind.Name or PhiKind.Place or PhiKind.Address or PhiKind.Date or PhiKind.Zip;

    /// <summary>Whether the words around speak of health, or of a person more than once, and not of many.</summary>
    private bool IsAbout(int at) => Seen(0, at, 80) > 0 && (General(at, 40) == 0 || Person(at, 40)) || Seen(1, at, 40) > 1 || Care(at, 40) && General(at, 40) == 0;

    private int Seen(int sum, int at, int reach) => _sums[sum][Math.Min(Count, at + reach + 1)] - _sums[sum][Math.Max(0, at - reach)];

    /// <summary>Texts say the same words again and again, so that each is looked up but once.</summary>
    private static Token Word(ReadOnlySpan<char> text, int at, int end, Dictionary<ulong, WordFlags> known)
    {
        var hash = WordTable.Hash(text[at..end]);
        ref var flags = ref CollectionsMarshal.GetValueRefOrAddDefault(known, hash, out var before);
        if (!before)
            flags = Lexicon.Of(text[at..end], hash);
        return new Token(at, end, TokenKind.Word, flags, (uint)hash);
    }

    private static List<Token> Tokens(TextView view)
    {
        var tokens = new List<Token>(view.Length / 4 + 8);
        var known = new Dictionary<ulong, WordFlags>();
        var text = view.Text;
        for (var at = 0; at < text.Length;)
        {
            var character = text[at];
            var end = at + 1;
            if (character == '\n')
                tokens.Add(new Token(at, end, TokenKind.Line, WordFlags.None));
            else if (char.IsAsciiDigit(character))
            {
                while (end < text.Length && char.IsAsciiDigit(text[end]))
                    end++;
                tokens.Add(new Token(at, end, TokenKind.Number, WordFlags.None));
            }
            else if (char.IsLetter(character))
            {
                while (end < text.Length && char.IsLetter(text[end]))
                    end++;
                tokens.Add(Word(text, at, end, known));
            }
            else if (character != ' ')
                tokens.Add(new Token(at, end, TokenKind.Symbol, WordFlags.None));
            at = end;
        }

        return tokens;
    }
}
