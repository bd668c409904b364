namespace Ashlar.Core.Protection.Detection.Scanners;

/// <summary>The check digits of identifiers.</summary>
internal static class Checksums
{
    private const string VinValues = "0123456789.ABCDEFGH..JKLMN.P.R..STUVWXYZ";

    public static bool Luhn(ReadOnlySpan<char> digits)
    {
        var (sum, twice) = (0, false);
        for (var at = digits.Length - 1; at >= 0; at--, twice = !twice)
        {
            var digit = digits[at] - '0';
            if (digit is < 0 or > 9)
                return false;
            sum += twice ? digit * 2 % 10 + digit / 5 : digit;
        }

        return sum % 10 == 0;
    }

    /// <summary>National Provider Identifier: ten digits, Luhn with the prefix 80840.</summary>
    public static bool Npi(ReadOnlySpan<char> digits) => digits.Length == 10 && Luhn($"80840{digits}");

    /// <summary>Two letters and seven digits; the last digit is that of (1+3+5) + 2·(2+4+6).</summary>
    public static bool Dea(ReadOnlySpan<char> text)
    {
        if (text.Length != 9 || !char.IsAsciiLetterUpper(text[0]) || text[2..].ContainsAnyExceptInRange('0', '9'))
            return false;
        var digits = text[2..];
        var sum = digits[0] + digits[2] + digits[4] - 3 * '0' + 2 * (digits[1] + digits[3] + digits[5] - 3 * '0');
        return sum % 10 == digits[6] - '0';
    }

    /// <summary>Seventeen characters without I, O, Q; the ninth is the check digit of North America.</summary>
    public static bool Vin(ReadOnlySpan<char> text)
    {
        ReadOnlySpan<int> weights = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
        if (text.Length != 17)
            return false;
        var sum = 0;
        for (var at = 0; at < 17; at++)
        {
            var value = VinValues.IndexOf(char.ToUpperInvariant(text[at]));
            if (value < 0 || text[at] == '.')
                return false;
            sum += value % 10 * weights[at];
        }

        return char.ToUpperInvariant(text[8]) == "0123456789X"[sum % 11];
    }
}
