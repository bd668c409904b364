namespace Ashlar.Core.Identity.Providers.Visits;

/// <summary>Where somebody goes after a visit: a page of ours, whatever it is made of.</summary>
internal static class ReturnAddress
{
    private static readonly Uri _here = new("https://here.invalid");

    /// <summary>A path that no browser takes for another site: browsers read \ as / and drop control characters.</summary>
    public static bool IsOurs(string path) => path.Length is > 0 and <= 2000 && path[0] == '/' && !path.StartsWith("//", StringComparison.Ordinal) && !path.Contains('\\')
        && !path.Any(c => char.IsControl(c) || char.IsWhiteSpace(c)) && Uri.TryCreate(_here, path, out var whole) && whole.Authority == _here.Authority && whole.Scheme == _here.Scheme;
}
