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

    /// <summary>What is asked of tokens most often, in little room.</summary>
    [Flags]
    private enum Marks : byte { None = 0, Word = 1, Number = 2, Symbol = 4, Line = 8, Capital = 16, Joined = 32, Blocked = 64 }

    private readonly List<Candidate> _found = [];
    private readonly Borrowed _borrowed = new();
    private readonly Marks[] _marks;
    private readonly char[] _symbols;
    private readonly Counts[] _counts;
    private Token[] _tokens;

    public Page(TextView view, WordMemory words)
    {
        View = view;
        var text = view.Text;
        _tokens = TokenReader.Read(text, words, out var count);
        Count = count;
        (_marks, _symbols, _counts) = (Borrow<Marks>(count), Borrow<char>(count), Borrow<Counts>(count + 1));
        var counts = new Counts();
        for (var at = 0; at < count; at++)
        {
            ref readonly var token = ref _tokens[at];
            var first = text[token.Start];
            var mark = (Marks)(1 << (int)token.Kind);
            if (mark == Marks.Word && char.IsUpper(first))
                mark |= Marks.Capital;
            if (at + 1 < count && _tokens[at + 1].Start == token.End)
                mark |= Marks.Joined;
            _marks[at] = mark;
            if (mark == Marks.Symbol || mark == (Marks.Symbol | Marks.Joined))
                _symbols[at] = first;
            counts = counts.With(token.Flags);
            _counts[at + 1] = counts;
        }

        Steps = view.Length + count;
    }

    public TextView View { get; }
    public int Count { get; }
    public long Steps { get; set; }
    public ref readonly Token this[int index] => ref _tokens[index];

    public bool Health(int at, int reach = 25) => Counts.HealthBetween(_counts[From(at, reach)], _counts[To(at, reach)]) > 0;
    public bool Person(int at, int reach = 12) => Counts.PersonBetween(_counts[From(at, reach)], _counts[To(at, reach)]) > 0;
    public int Trade(int at, int reach = 12) => Counts.TradeBetween(_counts[From(at, reach)], _counts[To(at, reach)]);
    public bool Care(int at, int reach = 6) => Counts.CareBetween(_counts[From(at, reach)], _counts[To(at, reach)]) > 0;
    public int General(int at, int reach = 20) => Counts.GeneralBetween(_counts[From(at, reach)], _counts[To(at, reach)]);

    public ReadOnlySpan<char> Text(int at) => View.Text[_tokens[at].Start.._tokens[at].End];

    /// <summary>The symbol at a place, or nul.</summary>
    public char Symbol(int at) => (uint)at < (uint)Count ? _symbols[at] : '\0';

    public bool IsWord(int at) => Is(at, Marks.Word);
    public bool IsNumber(int at) => Is(at, Marks.Number);
    public bool IsWordOrNumber(int at) => Is(at, Marks.Word | Marks.Number);
    public bool IsLine(int at) => (uint)at >= (uint)Count || (_marks[at] & Marks.Line) != Marks.None;
    public bool Has(int at, WordFlags flags) => (uint)at < (uint)Count && (_tokens[at].Flags & flags) != WordFlags.None;
    public bool IsCapital(int at) => Is(at, Marks.Capital);
    /// <summary>Whether a letter of a word is a small one.</summary>
    public bool IsLower(int at, int letter) => letter < Size(at) && char.IsLower(View[_tokens[at].Start + letter]);

    public bool Is(int at, string word) => IsWord(at) && Size(at) == word.Length && Text(at).Equals(word, StringComparison.OrdinalIgnoreCase);
    /// <summary>Where a token stands in the text as it was given.</summary>
    public (int Start, int End) Original(int at) => View.Original(_tokens[at].Start, _tokens[at].End);

    public int Size(int at) => _tokens[at].Length;

    /// <summary>Characters of space between a token and the next.</summary>
    public int Gap(int at) => at + 1 < Count ? _tokens[at + 1].Start - _tokens[at].End : int.MaxValue;

    /// <summary>Whether nothing stands between a token and the next.</summary>
    public bool Joined(int at) => Is(at, Marks.Joined);

    public bool Blocked(int at) => (_marks[at] & Marks.Blocked) != Marks.None;

    /// <summary>An empty array for what is known of the tokens, until the page is released. It may be longer.</summary>
    public T[] Borrow<T>(int count) => _borrowed.Take<T>(count);

    /// <summary>Gives back what is borrowed; nobody may read the page from then on.</summary>
    public void Release()
    {
        View.Release();
        _borrowed.Release();
        TokenReader.Release(_tokens, Count);
        _tokens = [];
    }

    public void Block(int from, int to)
    {
        for (var at = from; at < to; at++)
            _marks[at] |= Marks.Blocked;
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
        PlaceOrder.Sort(_found);
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
    private bool IsAbout(int at) => Health(at, 80) && (General(at, 40) == 0 || Person(at, 40)) || Counts.PersonBetween(_counts[From(at, 40)], _counts[To(at, 40)]) > 1 || Care(at, 40) && General(at, 40) == 0;

    private bool Is(int at, Marks mark) => (uint)at < (uint)Count && (_marks[at] & mark) != Marks.None;

    private int From(int at, int reach) => Math.Max(0, at - reach);

    private int To(int at, int reach) => Math.Min(Count, at + reach + 1);
}
