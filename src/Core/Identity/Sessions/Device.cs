using Ashlar.Core.Http;

namespace Ashlar.Core.Identity.Sessions;

/// <summary>What a person recognises of a User-Agent: <c>Firefox on Linux</c>.</summary>
internal static class Device
{
    // Order matters: most programs also name the ones they descend from.
    private static readonly (string Token, string Name)[] _programs =
    [
        ("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("CriOS/", "Chrome"), ("FxiOS/", "Firefox"), ("Safari/", "Safari"),
        ("curl/", "curl"), ("python", "Python"), ("node", "Node.js"), ("ashlar", "Ashlar command line"), ("PostmanRuntime", "Postman"),
    ];

    private static readonly (string Token, string Name)[] _systems =
        [("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS X", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux")];

    public static string Describe(string? userAgent)
    {
        if (string.IsNullOrWhiteSpace(userAgent))
            return "Unknown device";
        var program = Find(_programs, userAgent);
        var system = Find(_systems, userAgent);
        return (program, system) switch
        {
            (null, null) => userAgent.Cut(60),
            (_, null) => program,
            (null, _) => system,
            _ => $"{program} on {system}",
        };
    }

    private static string? Find((string Token, string Name)[] known, string text) => Array.Find(known, one => text.Contains(one.Token, StringComparison.OrdinalIgnoreCase)).Name;
}
