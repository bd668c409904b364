using System.Buffers;
using System.Security.Cryptography;

namespace Ashlar.Core.Keys;

/// <summary>
/// How a key reads: <c>ashk_{environment}_</c>, forty random letters and digits (238 bits), and six that are a CRC-32 of all before them, so
/// that scanners for leaked secrets recognise one for certain and a mistyped one is refused without a look into the database.
/// </summary>
internal static class KeyText
{
    public const string Mark = "ashk_";

    /// <summary>What scanners look for.</summary>
    public const string Pattern = "ashk_(dev|staging|prod)_[0-9A-Za-z]{46}";

    private const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static readonly SearchValues<char> _digits = SearchValues.Create(Digits);
    private const int RandomLength = 40;
    private const int SumLength = 6;

    public static string New(KeyEnvironment environment)
    {
        var text = $"{Mark}{environment.ToString().ToLowerInvariant()}_{RandomNumberGenerator.GetString(Digits, RandomLength)}";
        return text + Sum(text);
    }

    /// <summary>The part that may be shown afterwards.</summary>
    public static string Shown(string text) => text[..(text.Length - RandomLength - SumLength + 4)];

    public static bool IsWellFormed(ReadOnlySpan<char> text)
    {
        if (!text.StartsWith(Mark, StringComparison.Ordinal))
            return false;
        var rest = text[Mark.Length..];
        var environment = rest.IndexOf('_');
        if (environment < 0 || rest[..environment] is not ("dev" or "staging" or "prod") || rest.Length - environment - 1 != RandomLength + SumLength || rest[(environment + 1)..].ContainsAnyExcept(_digits))
            return false;

        return text[^SumLength..].SequenceEqual(Sum(text[..^SumLength]));
    }

    /// <summary>A module's name as its manifest gives it.</summary>
    public static bool IsModuleName(string name) =>
        name.Length is > 0 and <= 60 && char.IsAsciiLetterLower(name[0]) && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '_' or '-');

    /// <summary>CRC-32 (ISO-HDLC) in six base-62 digits.</summary>
    internal static string Sum(ReadOnlySpan<char> text)
    {
        var value = Crc32(text);
        Span<char> sum = stackalloc char[SumLength];
        for (var i = SumLength - 1; i >= 0; i--, value /= 62)
            sum[i] = Digits[(int)(value % 62)];
        return new string(sum);
    }

    internal static uint Crc32(ReadOnlySpan<char> ascii)
    {
        var crc = uint.MaxValue;
        foreach (var c in ascii)
        {
            crc ^= (byte)c;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ (0xEDB88320 & (0 - (crc & 1)));
        }

        return ~crc;
    }
}
