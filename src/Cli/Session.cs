using System.CommandLine;
using System.Text.Json.Nodes;

namespace Ashlar.Cli;

/// <summary>One invocation: who runs it, against which host, and where what goes.</summary>
internal sealed class Session : IDisposable
{
    public const string DefaultUrl = "http://localhost:5080";

    public Session(ParseResult parsed)
    {
        Parsed = parsed;
        Talk = new Talk(parsed);
        Data = new DataWriter(parsed);
        ProfileName = parsed.GetValue(Options.Profile) ?? Variable("ASHLAR_PROFILE") ?? "default";
        var stored = Profiles.Read(ProfileName);
        var url = parsed.GetValue(Options.Url) ?? Variable("ASHLAR_URL") ?? stored?.Url ?? DefaultUrl;
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw Failure.Usage($"'{url}' is no address such as {DefaultUrl}.");
        // Tokens go only to the host that gave them.
        var profile = stored?.Url == url ? stored : new Profile(url);
        if (Variable("ASHLAR_TOKEN") is { } token)
            profile = new Profile(url) { AccessToken = token };
        Api = new Api(ProfileName, profile)
        {
            ProveAgain = (api, cancel) => StepUp.Prove(Talk, api, cancel),
            InsteadOfWriting = parsed.GetValue(Options.DryRun) ? (method, path, body) => Data.One(new JsonObject { ["method"] = method, ["path"] = path, ["body"] = body?.DeepClone() }) : null,
        };
    }

    public ParseResult Parsed { get; }

    public Talk Talk { get; }

    public DataWriter Data { get; }

    public Api Api { get; }

    public string ProfileName { get; }

    public static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    /// <summary>Runs a command of somebody who is signed in, in the organisation that --tenant names.</summary>
    public static async Task<int> SignedIn(ParseResult parsed, Func<Session, Task<int>> run, CancellationToken cancel)
    {
        using var session = new Session(parsed);
        if (session.Api.Profile.AccessToken is null)
            throw new Failure(ExitCode.SignIn, "not_signed_in", $"You are not signed in at {session.Api.Profile.Url}. Sign in: ashlar login --url {session.Api.Profile.Url}");
        if (parsed.GetValue(Options.Tenant) is { } tenant && tenant != session.Api.Profile.Tenant)
        {
            var answer = await session.Api.Send(HttpMethod.Post, "api/v1/auth/switch", new JsonObject { ["tenant"] = tenant }, cancel);
            session.Api.Keep(answer["data"]!["attributes"]!, session.Api.Profile.Email ?? "");
        }

        return await run(session);
    }

    public void Dispose() => Api.Dispose();
}
