using System.Buffers;
using System.Text;

namespace Ashlar.Core.Protection.Detection;

/// <summary>
/// Masks what was found by its kind: <c>[ssn]</c>. What identifies somebody in one place does so in all, so other places with the same letters go as
/// well, although nothing beside them said what they are; only what is short enough to be an ordinary word stays there.
/// </summary>
internal static class Masking
{
    /// <summary>Letters from which on something found is masked wherever it stands.</summary>
    public const int Telling = 8;

    public static string Mask(string text, IReadOnlyList<PhiSpan> spans)
    {
        var known = new Dictionary<string, PhiKind>(StringComparer.Ordinal);
        foreach (var span in spans.Where(span => span.Length >= Telling))
            known.TryAdd(text.Substring(span.Start, span.Length), span.Kind);
        var elsewhere = SearchValues.Create([.. known.Keys], StringComparison.Ordinal);
        var beginnings = known.Keys.ToLookup(value => value[..Telling], StringComparer.Ordinal);
        var result = new StringBuilder(text.Length);
        var at = 0;
        foreach (var span in spans)
        {
            Between(text.AsSpan(at, span.Start - at));
            Put(span.Kind);
            at = span.End;
        }

        Between(text.AsSpan(at));
        return result.ToString();

        void Between(ReadOnlySpan<char> rest)
        {
            while (rest.IndexOfAny(elsewhere) is var next and >= 0)
            {
                result.Append(rest[..next]);
                rest = rest[next..];
                var longest = "";
                foreach (var value in beginnings[rest[..Telling].ToString()])
                {
                    if (value.Length > longest.Length && rest.StartsWith(value, StringComparison.Ordinal))
                        longest = value;
                }

                Put(known[longest]);
                rest = rest[longest.Length..];
            }

            result.Append(rest);
        }

        void Put(PhiKind kind) => result.Append('[').Append(PhiNames.Of(kind)).Append(']');
    }
}
