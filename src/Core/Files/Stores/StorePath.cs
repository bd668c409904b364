using System.Text.RegularExpressions;

namespace Ashlar.Core.Files.Stores;

/// <summary>Paths inside a store. The product makes them from ids; nothing else is a path, whoever asks.</summary>
internal static partial class StorePath
{
    public static string Of(Guid tenant, Guid file) => $"{tenant:n}/{file:n}";

    /// <exception cref="ArgumentException">It is absolute, climbs, or has characters that a store may understand otherwise.</exception>
    public static string Check(string path) => path.Length <= 200 && Shape().IsMatch(path) ? path : throw new ArgumentException("This is no path inside a file store.", nameof(path));

    public static string CheckPrefix(string prefix) => prefix.Length == 0 ? prefix : Check(prefix.TrimEnd('/')) == prefix ? prefix : $"{prefix.TrimEnd('/')}/";

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9_-]*(\.[a-z0-9_-]+)*(/[a-z0-9][a-z0-9_-]*(\.[a-z0-9_-]+)*)*\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Shape();
}
