using System.Text;

namespace Ashlar.Core.Tests.Protection.Detection;

/// <summary>Writes a value so that people still read it and plain patterns do not find it.</summary>
internal static class PhiDisguises
{
    private static readonly string[] _words = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];

    public static string Apply(string value, string disguise, PhiValues values) => disguise switch
    {
        "" => value,
        "spell" => string.Join(values.Next(2) == 0 ? " " : "-", value.Where(char.IsAsciiDigit).Select(digit => _words[digit - '0'])),
        "spaced" => string.Join(' ', value.AsEnumerable()),
        "zw" => string.Concat(value.Select((sign, at) => at % 2 == 1 ? sign + "\u200b" : sign + (at % 4 == 0 ? "\u2060" : ""))).TrimEnd('\u200b', '\u2060'),
        "wide" => Each(value, sign => sign is > ' ' and < '\u007f' ? ((char)(sign + 0xfee0)).ToString() : sign.ToString()),
        "homo" => Each(value, sign => sign switch { '0' => "\u041e", '-' => "\u2013", >= '1' and <= '9' when sign % 2 == 1 => ((char)(0x0660 + sign - '0')).ToString(), _ => sign.ToString() }),
        "bold" => Each(value, sign => char.IsAsciiDigit(sign) ? char.ConvertFromUtf32(0x1d7ce + sign - '0') : sign.ToString()),
        "dots" => value.Replace('-', '.'),
        "leet" => Each(value, sign => sign switch { '0' => "O", '1' => "l", '5' when values.Next(2) == 0 => "S", _ => sign.ToString() }),
        "break" => value.Insert(value.IndexOf('-') + (values.Next(2) == 0 ? 1 : 2), "\n"),
        "b64" => Convert.ToBase64String(Encoding.UTF8.GetBytes(value)),
        "hex" => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(value)),
        "pct" => Each(value, sign => $"%{(int)sign:X2}"),
        "ent" => Each(value, sign => values.Next(2) == 0 ? $"&#{(int)sign};" : $"&#x{(int)sign:x};"),
        "qp" => Each(value, sign => $"={(int)sign:X2}"),
        "ue" => Each(value, sign => $"\\u{(int)sign:x4}"),
        "atdot" => value.Replace("@", " at ").Replace(".", " dot "),
        "atpunkt" => value.Replace("@", " at ").Replace(".", " punkt "),
        "bracket" => value.Replace("@", "[at]").Replace(".", "(dot)"),
        _ => throw new ArgumentOutOfRangeException(nameof(disguise), disguise, "No such disguise."),
    };

    private static string Each(string value, Func<char, string> write) => string.Concat(value.Select(write));
}
