using System.CommandLine;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace Ashlar.Cli.Commands;

/// <summary>login, logout, whoami.</summary>
internal static class SignInCommands
{
    private static readonly Argument<string?> _email = new("email") { Description = "E-mail address; asked for when left out", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Option<bool> _passwordStdin = new("--password-stdin") { Description = "Read the password from the input (or set ASHLAR_PASSWORD)" };

    private static readonly Option<string?> _code = new("--code") { Description = "Code of the second factor; asked for when left out" };

    public static IEnumerable<Command> All()
    {
        var login = new Command("login", "Sign in and remember it as a profile").With(_email, _passwordStdin, _code);
        login.SetAction(Login);
        yield return login;
        var logout = new Command("logout", "Sign out and forget the profile");
        logout.SetAction(Logout);
        yield return logout;
        yield return new Command("whoami", "Who is signed in, where, and with which roles").Act(WhoAmI);
    }

    private static async Task<int> Login(ParseResult parsed, CancellationToken cancel)
    {
        using var session = new Session(parsed);
        var email = parsed.GetValue(_email) ?? Ask(session, new TextPrompt<string>("E-mail:"), "an e-mail address");
        var password = parsed.GetValue(_passwordStdin) ? (await Console.In.ReadLineAsync(cancel) ?? "")
            : Session.Variable("ASHLAR_PASSWORD") ?? Ask(session, new TextPrompt<string>("Password:").Secret(), "a password: --password-stdin or ASHLAR_PASSWORD");
        var body = new JsonObject { ["email"] = email, ["password"] = password };
        if (parsed.GetValue(Options.Tenant) is { } tenant)
            body["tenant"] = tenant;
        // A sign-in that has ended must not stand in the way of a new one.
        using var fresh = new Api(session.ProfileName, new Profile(session.Api.Profile.Url));
        var answer = await fresh.Send(HttpMethod.Post, "api/v1/auth/login", body, cancel);
        var attributes = answer["data"]!["attributes"]!;
        if ((string?)attributes["status"] == "second_factor")
            attributes = await Second(session, fresh, attributes, parsed.GetValue(_code) ?? Session.Variable("ASHLAR_CODE"), cancel);
        fresh.Keep(attributes, email);
        var codes = string.Join(", ", (attributes["tenants"] as JsonArray ?? []).Select(one => (string)one!["code"]!));
        session.Talk.Say(attributes["tenant"] is { } chosen ? $"Signed in as {email} in {chosen["code"]}." : $"Signed in as {email}. Choose an organisation with --tenant: {codes}.");
        return ExitCode.Ok;
    }

    /// <summary>Answers the question for a second factor, with a code of an app, a sent one or a recovery code.</summary>
    private static async Task<JsonNode> Second(Session session, Api api, JsonNode asked, string? code, CancellationToken cancel)
    {
        var challenge = (string)asked["challenge"]!;
        var factors = asked["factors"]!.AsArray();
        if (code is null && session.Talk.Interactive && !factors.Any(one => (string)one!["kind"]! == "totp") && factors.FirstOrDefault(one => (string)one!["kind"]! is "email" or "sms") is { } sending)
        {
            await api.Send(HttpMethod.Post, "api/v1/auth/challenge/send", new JsonObject { ["challenge"] = challenge, ["factor"] = (string)sending["id"]! }, cancel);
            session.Talk.Say($"A code is on its way to {sending["hint"]}.");
        }

        code ??= Ask(session, new TextPrompt<string>("Code:"), "the code of your second factor: --code or ASHLAR_CODE");
        var answer = await api.Send(HttpMethod.Post, "api/v1/auth/challenge", new JsonObject { ["challenge"] = challenge, ["code"] = code }, cancel);
        return answer["data"]!["attributes"]!;
    }

    private static async Task<int> Logout(ParseResult parsed, CancellationToken cancel)
    {
        using var session = new Session(parsed);
        if (session.Api.Profile.AccessToken is not null)
        {
            try
            {
                await session.Api.Send(HttpMethod.Post, "api/v1/auth/logout", null, cancel);
            }
            catch (Failure failure) when (failure.Exit is ExitCode.SignIn or ExitCode.Unavailable)
            {
                // Whoever is signed out already, or cannot reach the host, is forgotten here all the same.
                session.Talk.Say(failure.Message);
            }
        }

        session.Talk.Say(Profiles.Remove(session.ProfileName) ? "Signed out." : "Nobody was signed in.");
        return ExitCode.Ok;
    }

    private static async Task<int> WhoAmI(Session session, CancellationToken cancel)
    {
        var me = (await session.Api.Get("api/v1/auth/me", cancel))["data"]!["attributes"]!;
        session.Data.One(session.Data.IsJson ? (JsonObject)me.DeepClone() : new JsonObject
        {
            ["user"] = (string?)me["user"]!["email"],
            ["name"] = (string?)me["user"]!["name"],
            ["tenant"] = (string?)me["tenant"]?["code"],
            ["roles"] = me["roles"]!.DeepClone(),
            ["host"] = session.Api.Profile.Url,
            ["profile"] = session.ProfileName,
        });
        return ExitCode.Ok;
    }

    private static string Ask(Session session, TextPrompt<string> prompt, string what) =>
        session.Talk.Interactive ? session.Talk.Errors.Prompt(prompt) : throw Failure.Usage($"Give {what}.");
}
