using Ashlar.Core.Protection.Detection.Text;

namespace Ashlar.Core.Protection.Detection.Scoring;

/// <summary>What the scanners believe of every token: the likeliest candidate that covers it.</summary>
internal sealed class Evidence
{
    private const int Sureness = 6;

    private readonly int _count;
    private readonly byte[] _kinds;
    private readonly byte[] _sure;
    private readonly bool[] _begins;

    /// <param name="page">The page.</param>
    /// <param name="candidates">By place in the original, in any order.</param>
    public Evidence(Page page, List<PhiSpan> candidates)
    {
        (_kinds, _sure, _begins) = (page.Borrow<byte>(page.Count), page.Borrow<byte>(page.Count), page.Borrow<bool>(page.Count));
        _count = page.Count;
        PlaceOrder.Sort(candidates);
        var first = 0;
        foreach (var candidate in candidates)
        {
            while (first < page.Count && page.Original(first).End <= candidate.Start)
                first++;
            var sure = Bucket(candidate.Confidence);
            for (var at = first; at < page.Count && page.Original(at).Start < candidate.End; at++)
            {
                Steps++;
                if (sure <= _sure[at])
                    continue;
                (_kinds[at], _sure[at], _begins[at]) = ((byte)candidate.Kind, sure, at == first);
            }
        }
    }

    public long Steps { get; private set; }

    /// <summary>Kind, sureness and whether the candidate begins here, in one number; 0 where there is none.</summary>
    public uint At(int token) => (uint)token >= (uint)_count || _sure[token] == 0 ? 0 : (uint)(_kinds[token] * Sureness + _sure[token] + 1) << 1 | (_begins[token] ? 1u : 0);

    public byte Sure(int token) => _sure[token];

    public PhiKind Kind(int token) => (PhiKind)_kinds[token];

    public bool Begins(int token) => _begins[token] && _sure[token] > 0;

    private static byte Bucket(double confidence) => confidence switch { < 0.15 => 0, < 0.35 => 1, < 0.5 => 2, < 0.65 => 3, < 0.8 => 4, _ => 5 };
}
