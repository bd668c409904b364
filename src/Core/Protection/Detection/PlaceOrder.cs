using System.Runtime.InteropServices;
using Ashlar.Core.Protection.Detection.Text;

namespace Ashlar.Core.Protection.Detection;

/// <summary>Puts what was found in the order of the text. Numbers are sorted in its stead and each finding is moved once, since findings are too large to be moved at every step.</summary>
internal static class PlaceOrder
{
    /// <summary>Of those that begin together the longest comes first.</summary>
    public static void Sort(List<PhiSpan> spans) => Sort(spans, static span => (long)span.Start << 32 | (uint)(int.MaxValue - span.Length));

    public static void Sort(List<Candidate> candidates) => Sort(candidates, static candidate => candidate.Start);

    private static void Sort<T>(List<T> items, Func<T, long> place)
    {
        var (places, indexes) = (new long[items.Count], new int[items.Count]);
        for (var at = 0; at < places.Length; at++)
            (places[at], indexes[at]) = (place(items[at]), at);
        Array.Sort(places, indexes);
        T[] unsorted = [.. items];
        var sorted = CollectionsMarshal.AsSpan(items);
        for (var at = 0; at < indexes.Length; at++)
            sorted[at] = unsorted[indexes[at]];
    }
}
