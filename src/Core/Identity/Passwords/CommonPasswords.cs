using System.Collections.Frozen;

namespace Ashlar.Core.Identity.Passwords;

/// <summary>
/// Passwords that guessing tools try first. A list of words stands for a great many: a password made of nothing but such words, years,
/// runs along the keyboard or the alphabet and repeated characters is common, however its letters are dressed up.
/// </summary>
internal static class CommonPasswords
{
    private const int ShortestRun = 3;

    private static readonly FrozenSet<string> Words = ReadWords();
    private static readonly int LongestWord = Words.Max(word => word.Length);
    private static readonly string[] Rows = ["abcdefghijklmnopqrstuvwxyz", "01234567890", "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qazwsxedcrfvtgbyhnujmikolp", "!@#$%^&*()", "azertyuiop", "qsdfghjklm"];

    /// <summary>From this length on even common words make a phrase nobody lists.</summary>
    private const int Phrase = 20;

    public static bool Contains(string password)
    {
        var plain = password.ToLowerInvariant();
        return (plain.Length < Phrase || plain.Distinct().Count() < Phrase / 2) && IsMadeOfCommonParts(plain, Undressed(plain));
    }

    /// <summary>Whether the text falls apart into known parts, digits and signs, with one strange letter in eight at most, as <c>Summer2024!</c> does.</summary>
    private static bool IsMadeOfCommonParts(string text, string undressed)
    {
        // reach[i] is the least number of strange characters among the first i.
        var reach = new int[text.Length + 1];
        Array.Fill(reach, int.MaxValue);
        reach[0] = 0;
        for (var start = 0; start < text.Length; start++)
        {
            Offer(start + 1, reach[start] + (char.IsLetter(text[start]) ? 1 : 0));
            for (var length = 2; length <= text.Length - start; length++)
            {
                if (IsCommonPart(text, start, length) || IsCommonPart(undressed, start, length))
                    Offer(start + length, reach[start]);
            }
        }

        return reach[^1] <= Allowed(text);

        void Offer(int end, int strange) => reach[end] = Math.Min(reach[end], strange);
    }

    /// <summary>Digits and signs around words add little; a text without letters is judged by its runs alone.</summary>
    private static int Allowed(string text) => text.Any(char.IsLetter) ? text.Count(char.IsLetter) / 8 : text.Length < 12 || text.Distinct().Count() < 6 || IsRunsOnly(text) ? 0 : -1;

    private static bool IsCommonPart(string text, int start, int length)
    {
        var part = text.AsSpan(start, length);
        return (length <= LongestWord && Words.GetAlternateLookup<ReadOnlySpan<char>>().Contains(part)) || IsRun(part);
    }

    private static bool IsRunsOnly(string text)
    {
        var reach = new bool[text.Length + 1];
        reach[0] = true;
        for (var start = 0; start < text.Length; start++)
        {
            for (var length = ShortestRun; reach[start] && length <= text.Length - start; length++)
                reach[start + length] |= IsRun(text.AsSpan(start, length));
        }

        return reach[^1];
    }

    private static bool IsRun(ReadOnlySpan<char> part)
    {
        if (part.Length < ShortestRun)
            return false;
        if (part.TrimStart(part[0]).IsEmpty)
            return true;

        Span<char> reversed = stackalloc char[Math.Min(part.Length, 64)];
        part[..reversed.Length].CopyTo(reversed);
        reversed.Reverse();
        foreach (var row in Rows)
        {
            if (part.Length <= row.Length && (row.AsSpan().Contains(part, StringComparison.Ordinal) || row.AsSpan().Contains(reversed, StringComparison.Ordinal)))
                return true;
        }

        return false;
    }

    /// <summary>With the usual substitutes for letters taken back.</summary>
    private static string Undressed(string text) => string.Create(text.Length, text, (result, source) =>
    {
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = source[i] switch
            {
                '0' => 'o',
                '1' or '!' or '|' => 'i',
                '3' => 'e',
                '4' or '@' => 'a',
                '5' or '$' => 's',
                '7' or '+' => 't',
                '8' => 'b',
                '9' => 'g',
                var other => other,
            };
        }
    });

    private static FrozenSet<string> ReadWords()
    {
        using var reader = new StreamReader(typeof(CommonPasswords).Assembly.GetManifestResourceStream("common-passwords.resource.txt")!);
        return reader.ReadToEnd().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
    }
}
