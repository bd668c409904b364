using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Ashlar.TestKit;

namespace Ashlar.Core.Tests.Protection.Detection;

/// <summary>A text and where it identifies somebody.</summary>
internal sealed record PhiDocument(string Text, IReadOnlyList<PhiMark> Marks, bool Negative);

/// <param name="Disguise">How the value was hidden, empty where it was not.</param>
internal sealed record PhiMark(int Start, int Length, string Kind, string Disguise)
{
    public int End => Start + Length;
}

/// <summary>Makes the documents of one part of the published corpus in devkit/PhiCorpus, the same ones every time.</summary>
internal sealed partial class PhiCorpus
{
    private const int PerPositive = 12;
    private const int PerNegative = 6;

    private readonly PhiValues _values = new(17);
    private readonly List<PhiDocument> _documents = [];

    public static IReadOnlyList<PhiDocument> Of(string part)
    {
        var corpus = new PhiCorpus();
        var pieces = Section().Split(File.ReadAllText(Path.Combine(Folders.Repository, "devkit", "PhiCorpus", part + ".txt")).Replace("\r\n", "\n"));
        for (var at = 1; at < pieces.Length; at += 2)
            corpus.Read(pieces[at], pieces[at + 1].Trim('\n'));
        return corpus._documents;
    }

    private void Read(string section, string body)
    {
        if (section is "people" or "nobody")
        {
            _documents.AddRange(body.Split("\n----\n").Select(written => Literal(written, section == "nobody")));
            return;
        }

        foreach (var line in body.Split('\n').Where(line => line.Length > 0 && line[0] != '#'))
        {
            if (section == "values")
                _values.Add(line);
            else
            {
                for (var copy = 0; copy < (section == "positive" ? PerPositive : PerNegative); copy++)
                    _documents.Add(Make(line.Replace("\\n", "\n").Replace("\\r", "\r"), section == "negative"));
            }
        }
    }

    private static PhiDocument Literal(string written, bool negative)
    {
        var text = new StringBuilder();
        var marks = new List<PhiMark>();
        var at = 0;
        foreach (Match mark in Mark().Matches(written))
        {
            text.Append(Characters(written[at..mark.Index]));
            var value = Characters(mark.Groups[3].Value);
            marks.Add(new PhiMark(text.Length, value.Length, mark.Groups[1].Value, mark.Groups[2].Value));
            text.Append(value);
            at = mark.Index + mark.Length;
        }

        return new PhiDocument(text.Append(Characters(written[at..])).ToString(), marks, negative);
    }

    private static string Characters(string written) =>
        Character().Replace(written, code => char.ConvertFromUtf32(int.Parse(code.Groups[1].ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture)));

    private PhiDocument Make(string line, bool negative)
    {
        var text = new StringBuilder();
        var marks = new List<PhiMark>();
        var at = 0;
        foreach (Match hole in Hole().Matches(line))
        {
            text.Append(line, at, hole.Index - at);
            var (kind, upper, disguise) = (hole.Groups[1].Value, hole.Groups[2].Success, hole.Groups[3].Value);
            var value = _values.Form(hole.Groups[4].Value, signs: kind == "email");
            value = PhiDisguises.Apply(upper ? value.ToUpperInvariant() : value, disguise, _values);
            if (kind != "x")
                marks.Add(new PhiMark(text.Length, value.Length, kind, disguise));
            text.Append(value);
            at = hole.Index + hole.Length;
        }

        return new PhiDocument(text.Append(line, at, line.Length - at).ToString(), marks, negative);
    }

    [GeneratedRegex(@"^\[(values|positive|negative|people|nobody)\]$", RegexOptions.Multiline)]
    private static partial Regex Section();

    [GeneratedRegex(@"\{([a-z]+)(\^)?(?:~([a-z0-9]+))?=([^{}]*)\}")]
    private static partial Regex Hole();

    [GeneratedRegex("«([a-z]+)(?:~([a-z0-9]+))?=([^«»]*)»")]
    private static partial Regex Mark();

    [GeneratedRegex("‹([0-9A-F]+)›")]
    private static partial Regex Character();
}
