namespace Ashlar.Core.Protection.Detection;

/// <summary>Joins findings that overlap: the surest names the kind, the range covers all of them.</summary>
internal static class SpanMerge
{
    public static IReadOnlyList<PhiSpan> Of(List<PhiSpan> found)
    {
        if (found.Count < 2)
            return [.. found];
        PlaceOrder.Sort(found);
        var merged = new List<PhiSpan>(found.Count);
        foreach (var span in found)
        {
            if (merged.Count == 0 || span.Start >= merged[^1].End)
            {
                merged.Add(span);
                continue;
            }

            var last = merged[^1];
            var best = span.Confidence > last.Confidence ? span : last;
            merged[^1] = best with { Start = last.Start, Length = Math.Max(last.End, span.End) - last.Start };
        }

        return merged;
    }
}
