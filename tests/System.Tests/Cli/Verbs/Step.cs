using System.Text.RegularExpressions;

namespace Ashlar.System.Tests.Cli.Verbs;

/// <summary>One run of the command line: what is typed, by whom, and what comes of it.</summary>
internal sealed partial record Step(string Verb, string Rest)
{
    /// <summary>The sign-in it runs under.</summary>
    public string As { get; init; } = "admin";

    public int Exit { get; init; }

    /// <summary>The code of the error in JSON; null where it succeeds.</summary>
    public string? Code { get; init; }

    /// <summary>Something of the answer that later steps name in braces: <c>key=id</c> or <c>link=attributes.url</c>; an index picks from a list.</summary>
    public string? Keep { get; init; }

    /// <summary>What the answer must contain.</summary>
    public string? Shows { get; init; }

    public string? Input { get; init; }

    /// <summary>What it asks for comes about behind the requests, so it is asked again until it is there.</summary>
    public bool Eventually { get; init; }

    public static Step Does(string verb, string rest = "", string? keep = null, string? shows = null) => new(verb, rest) { Keep = keep, Shows = shows };

    public static Step Refuses(string verb, string rest, int exit, string code) => new(verb, rest) { Exit = exit, Code = code };

    /// <summary>The words, with what earlier steps kept; a word with spaces stands in quotes.</summary>
    public string[] Words(IReadOnlyDictionary<string, string> kept) =>
        [.. Word().Matches($"{Verb} {Rest}").Select(word => Kept().Replace(word.Value.Trim('"'), name => kept.TryGetValue(name.Groups[1].Value, out var value) ? value : name.Value)), "--json", "--profile", As];

    public override string ToString() => $"{Verb} {Rest} (as {As})";

    [GeneratedRegex("\"[^\"]*\"|[^ ]+", RegexOptions.None, 1000)]
    private static partial Regex Word();

    [GeneratedRegex(@"\{(\w+)\}", RegexOptions.None, 1000)]
    private static partial Regex Kept();
}
