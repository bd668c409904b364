using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Ashlar.Core.Protection.Detection.Scanners;

namespace Ashlar.Core.Tests.Protection.Detection;

/// <summary>Values made from forms, with a generator of its own so that the corpus is the same everywhere.</summary>
internal sealed partial class PhiValues(uint seed)
{
    private static readonly string[] _months = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
    private static readonly string[] _monate = ["Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"];

    private readonly Dictionary<string, string[]> _lists = [];
    private uint _state = seed;

    public void Add(string line)
    {
        var at = line.IndexOf('=');
        _lists[line[..at].Trim()] = line[(at + 1)..].Split('|', StringSplitOptions.TrimEntries);
    }

    public int Next(int below)
    {
        _state ^= _state << 13;
        _state ^= _state >> 17;
        _state ^= _state << 5;
        return (int)(_state % (uint)below);
    }

    /// <param name="form">The form.</param>
    /// <param name="signs">Whether an at sign stands for itself.</param>
    public string Form(string form, bool signs = false)
    {
        form = Name().Replace(form, name => Named(name.Groups[1].Value));
        form = Date(form);
        if (form is "###-##-####" or "#########" or "### ## ####")
            return Ssn(form);
        var text = new StringBuilder();
        foreach (var sign in form)
        {
            text.Append(sign switch
            {
                '#' => Digit(text.Length > 0 && char.IsAsciiDigit(text[^1]) ? 0 : 1),
                '@' when !signs => "ABCDEFGHJKLMNPRSTUVWXYZ"[Next(23)],
                '%' => "0123456789abcdef"[Next(16)],
                _ => sign,
            });
        }

        // Area codes and exchanges begin with 2 to 9.
        return form.Contains("###") && form.Contains("-####") ? Exchange().Replace(text.ToString(), match => (char)('2' + (match.Value[0] - '0') % 8) + match.Value[1..]) : text.ToString();
    }

    private string Named(string name) => name switch
    {
        "npi" => Proved(() => "1" + Digits(9), value => Checksums.Npi(value)),
        "dea" => Proved(() => "ABFM"[Next(4)] + "ABCDEFGHKLMNPRSTW"[Next(17)].ToString() + Digits(7), value => Checksums.Dea(value)),
        "vin" => Proved(() => string.Concat(Enumerable.Range(0, 17).Select(_ => "0123456789ABCDEFGHJKLMNPRSTUVWXYZ"[Next(33)])), value => Checksums.Vin(value) && value.Any(char.IsAsciiDigit)),
        "uuid" => Form("%%%%%%%%-%%%%-4%%%-8%%%-%%%%%%%%%%%%"),
        "iban" => Iban(),
        "chk" => Digits(1),
        "us" or "de" => Date(Pick(name)),
        "last" or "first" => Pick(name),
        _ => Pick(name),
    };

    private string Pick(string list) => _lists[list][Next(_lists[list].Length)];

    private char Digit(int least) => (char)('0' + least + Next(10 - least));

    private string Digits(int count) => string.Concat(Enumerable.Range(0, count).Select(_ => Digit(0)));

    private string Ssn(string form)
    {
        var (area, group, serial) = ((1 + Next(898)).ToString("000", CultureInfo.InvariantCulture).Replace("666", "665"), (1 + Next(99)).ToString("00", CultureInfo.InvariantCulture), (1 + Next(9999)).ToString("0000", CultureInfo.InvariantCulture));
        return form switch { "#########" => area + group + serial, "### ## ####" => $"{area} {group} {serial}", _ => $"{area}-{group}-{serial}" };
    }

    private string Iban()
    {
        var account = Digits(18);
        var remainder = 0;
        foreach (var digit in account + "131400")
            remainder = (remainder * 10 + digit - '0') % 97;
        var iban = $"DE{98 - remainder:00}{account}";
        return Next(2) == 0 ? iban : string.Join(' ', iban.Chunk(4).Select(part => new string(part)));
    }

    private static string Proved(Func<string> make, Func<string, bool> holds)
    {
        while (true)
        {
            var value = make();
            if (holds(value))
                return value;
        }
    }

    private string Date(string form)
    {
        if (!form.Contains("yy") && !form.Contains("Month") && !form.Contains("Monat"))
            return form;
        var (year, month, day) = (1930 + Next(94), 1 + Next(12), 1 + Next(28));
        return form.Replace("yyyymmdd", $"{year}{month:00}{day:00}").Replace("yyyy", $"{year}").Replace("Month", _months[month - 1]).Replace("Monat", _monate[month - 1])
            .Replace("Mon", _months[month - 1][..3]).Replace("mm", $"{month:00}").Replace("dd", $"{day:00}").Replace("yy", $"{year % 100:00}") is var text
            ? Lone().Replace(text, match => match.Value == "m" ? $"{month}" : $"{day}")
            : form;
    }

    [GeneratedRegex(@"\$([a-z]+)")]
    private static partial Regex Name();

    [GeneratedRegex(@"(?<![a-zA-Z])[md](?![a-zA-Z])")]
    private static partial Regex Lone();

    [GeneratedRegex(@"\d{3}(?=\)? ?[-.]?\d{3}[-. ]\d{4}|[-. ]\d{4}$)")]
    private static partial Regex Exchange();
}
