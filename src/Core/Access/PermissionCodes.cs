using System.Collections.Frozen;

namespace Ashlar.Core.Access;

/// <summary>A set of codes <c>module:resource:action</c>, each segment possibly <c>*</c>.</summary>
internal sealed class PermissionCodes
{
    private readonly FrozenSet<string> _exact;
    private readonly string[][] _patterns;

    public PermissionCodes(IEnumerable<string> codes)
    {
        var all = codes.Distinct(StringComparer.Ordinal).ToList();
        _exact = all.Where(code => !code.Contains('*', StringComparison.Ordinal)).ToFrozenSet(StringComparer.Ordinal);
        _patterns = [.. all.Where(code => code.Contains('*', StringComparison.Ordinal)).Select(code => code.Split(':'))];
    }

    public IEnumerable<string> All => _exact.Concat(_patterns.Select(parts => string.Join(':', parts)));

    /// <summary>What is in both: a code matches the result exactly when it matches each.</summary>
    public static IReadOnlyList<string> Meet(IEnumerable<string> some, IReadOnlyList<string> others) =>
        [.. some.SelectMany(one => others.Select(other => Meet(one, other))).OfType<string>().Distinct(StringComparer.Ordinal)];

    public static bool IsWellFormed(string code)
    {
        var parts = code.Split(':');
        return parts.Length == 3 && parts.All(part => part == "*" || (part.Length is > 0 and <= 60 && part.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '_' or '-')));
    }

    public bool Matches(string code)
    {
        if (_exact.Contains(code))
            return true;

        foreach (var pattern in _patterns)
        {
            if (Matches(pattern, code))
                return true;
        }

        return false;
    }

    private static string? Meet(string one, string other)
    {
        var (a, b) = (one.Split(':'), other.Split(':'));
        var met = new string[a.Length];
        for (var i = 0; i < a.Length; i++)
        {
            if (i >= b.Length || (a[i] != "*" && b[i] != "*" && a[i] != b[i]))
                return null;
            met[i] = a[i] == "*" ? b[i] : a[i];
        }

        return string.Join(':', met);
    }

    private static bool Matches(string[] pattern, ReadOnlySpan<char> code)
    {
        for (var i = 0; i < pattern.Length; i++)
        {
            var colon = code.IndexOf(':');
            var last = i == pattern.Length - 1;
            if (last != colon < 0)
                return false;

            var segment = last ? code : code[..colon];
            if (pattern[i] != "*" && !segment.SequenceEqual(pattern[i]))
                return false;
            code = last ? default : code[(colon + 1)..];
        }

        return true;
    }
}
