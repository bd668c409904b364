using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ashlar.Cli;

/// <summary>Where somebody is signed in, and as whom.</summary>
internal sealed record Profile(string Url)
{
    public string? AccessToken { get; init; }

    public string? RefreshToken { get; init; }

    public string? Tenant { get; init; }

    public string? Email { get; init; }
}

/// <summary>The sign-ins of this person, in one file that nobody else may read.</summary>
internal static class Profiles
{
    private static readonly JsonSerializerOptions _options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    public static string Folder => Environment.GetEnvironmentVariable("ASHLAR_CONFIG") is { Length: > 0 } given ? given
        : Path.Combine(Environment.GetEnvironmentVariable("XDG_CONFIG_HOME") is { Length: > 0 } config ? config : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".config"), "ashlar");

    private static string FilePath => Path.Combine(Folder, "profiles.json");

    public static Profile? Read(string name) => All()[name]?.Deserialize<Profile>(_options);

    public static void Write(string name, Profile profile)
    {
        var all = All();
        all[name] = JsonSerializer.SerializeToNode(profile, _options);
        Save(all);
    }

    public static bool Remove(string name)
    {
        var all = All();
        if (!all.Remove(name))
            return false;
        Save(all);
        return true;
    }

    private static JsonObject All()
    {
        try
        {
            return File.Exists(FilePath) ? JsonNode.Parse(File.ReadAllText(FilePath)) as JsonObject ?? [] : [];
        }
        catch (JsonException)
        {
            throw new Failure(ExitCode.Failed, "bad_profiles", $"{FilePath} is not valid JSON. Mend it, or remove it and sign in again.");
        }
    }

    private static void Save(JsonObject all)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(Folder);
        else
            Directory.CreateDirectory(Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        // Made readable to its owner before it holds a secret, and moved into place whole.
        var fresh = $"{FilePath}.{Environment.ProcessId}";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var writer = new StreamWriter(fresh, options))
            writer.Write(all.ToJsonString(_options));
        File.Move(fresh, FilePath, overwrite: true);
    }
}
