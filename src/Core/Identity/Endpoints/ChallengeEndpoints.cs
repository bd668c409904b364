using System.Text.Json.Nodes;
using Ashlar.Core.Access;
using Ashlar.Core.Audit;
using Ashlar.Core.Http;
using Ashlar.Core.Http.OpenApi;
using Ashlar.Core.Identity.Factors;
using Ashlar.Core.Identity.Factors.Passkeys;
using Ashlar.Core.Identity.Factors.StepUp;
using Ashlar.Core.Identity.Providers.People;
using Ashlar.Core.Identity.Sessions;

namespace Ashlar.Core.Identity.Endpoints;

/// <summary>The second step of signing in, passkeys alone, and proving once more to be the one.</summary>
internal static class ChallengeEndpoints
{
    private const string Asks = "It asks for a proof and changes nothing; the answer to it is on record.";
    private const string Proof = "The challenge proves that the password was right.";
    private const string NotYet = "Nobody is signed in before signing in.";

    public static void MapChallenges(this RouteGroupBuilder auth)
    {
        auth.MapPost("/challenge", Complete).Anonymous(Proof).Describes(FactorDocs.Complete);
        auth.MapPost("/challenge/send", Send).Anonymous(Proof).Describes(FactorDocs.Send);
        auth.MapPost("/challenge/passkey", Options).Anonymous(Proof).LeavesNoEntry(Asks).Describes(FactorDocs.ChallengePasskey);
        auth.MapPost("/passkey/options", Ask).Anonymous(NotYet).LeavesNoEntry(Asks).Describes(FactorDocs.PasskeyOptions);
        auth.MapPost("/passkey", SignIn).Anonymous(NotYet).Describes(FactorDocs.PasskeySignIn);
        auth.MapPost("/step_up", Again).SignedIn(tenantRequired: false).Describes(FactorDocs.StepUp);
        auth.MapPost("/step_up/challenge", AskAgain).SignedIn(tenantRequired: false).LeavesNoEntry(Asks).Describes(FactorDocs.StepUpChallenge);
        auth.MapPost("/step_up/send", SendAgain).SignedIn(tenantRequired: false).Describes(FactorDocs.StepUpSend);
        auth.MapPost("/step_up/passkey", OptionsAgain).SignedIn(tenantRequired: false).LeavesNoEntry(Asks).Describes(FactorDocs.StepUpPasskey);
    }

    private static async Task<IResult> Complete(HttpContext context, CompleteSignIn complete, IdentityOptions options, CancellationToken cancel)
    {
        var read = await AuthBody.Read(context, "challenge", "factor", "code", "credential", "trust");
        if (!read.Succeeded)
            return Envelope.Failure(read.Error);
        var body = read.Value;
        var (token, answer, trust) = (body.Required("challenge"), new FactorAnswer(body.Id("factor"), body.Optional("code"), body.Json("credential")), body.Flag("trust"));
        if (body.Error is { } error)
            return Envelope.Failure(error);
        var request = SignInRequest.From(context, byCookie: false, tenantCode: null);
        return SessionEndpoints.Answer(context, await complete.Run(token, answer, trust, request, context.Site(), SessionEndpoints.MaySetCookies(context, options), cancel), options);
    }

    private static Task<IResult> Send(HttpContext context, AskedProofs asked, CancellationToken cancel) => SendCode(context, asked, Challenges.SignIn, null, cancel);

    private static Task<IResult> SendAgain(HttpContext context, AskedProofs asked, CancellationToken cancel) => SendCode(context, asked, Challenges.StepUp, context.Caller().SessionId, cancel);

    private static async Task<IResult> SendCode(HttpContext context, AskedProofs asked, string purpose, Guid? session, CancellationToken cancel)
    {
        var read = await AuthBody.Read(context, "challenge", "factor");
        if (!read.Succeeded)
            return Envelope.Failure(read.Error);
        var (token, _, factor) = (read.Value.Required("challenge"), read.Value.Required("factor"), read.Value.Id("factor"));
        if ((read.Value.Error ?? await asked.Send(token, purpose, session, factor!.Value, context.Request().Info, cancel)) is { } error)
            return Envelope.Failure(error);
        return Results.NoContent();
    }

    private static Task<IResult> Options(HttpContext context, AskedProofs asked, CancellationToken cancel) => PasskeyOf(context, asked, Challenges.SignIn, null, cancel);

    private static Task<IResult> OptionsAgain(HttpContext context, AskedProofs asked, CancellationToken cancel) => PasskeyOf(context, asked, Challenges.StepUp, context.Caller().SessionId, cancel);

    private static async Task<IResult> PasskeyOf(HttpContext context, AskedProofs asked, string purpose, Guid? session, CancellationToken cancel)
    {
        var read = await AuthBody.Read(context, "challenge");
        if (!read.Succeeded)
            return Envelope.Failure(read.Error);
        var token = read.Value.Required("challenge");
        if (read.Value.Error is { } error)
            return Envelope.Failure(error);
        var options = await asked.Passkey(token, purpose, session, context.Site(), cancel);
        return options.Succeeded ? Passkey(context, token, options.Value) : Envelope.Failure(options.Error);
    }

    private static async Task<IResult> Ask(HttpContext context, PasskeySignIn passkeys, CancellationToken cancel)
    {
        var (token, options) = await passkeys.Ask(context.Site(), cancel);
        return Passkey(context, token, options);
    }

    private static async Task<IResult> SignIn(HttpContext context, PasskeySignIn passkeys, IdentityOptions options, CancellationToken cancel)
    {
        var read = await AuthBody.Read(context, "challenge", "credential", "tenant", "cookie");
        if (!read.Succeeded)
            return Envelope.Failure(read.Error);
        var body = read.Value;
        var (token, credential, tenant, cookie) = (body.Required("challenge"), body.Json("credential"), body.Optional("tenant"), body.Flag("cookie"));
        if (body.Error is { } error)
            return Envelope.Failure(error);
        if (credential is null)
            return Envelope.Failure(CoreErrors.Validation("credential", "Is required.", "required"));
        if (cookie && !SessionEndpoints.MaySetCookies(context, options))
            return Envelope.Failure(CoreErrors.Csrf);
        return SessionEndpoints.Answer(context, await passkeys.Run(token, credential.Value, SignInRequest.From(context, cookie, tenant), context.Site(), cancel), options);
    }

    private static async Task<IResult> AskAgain(HttpContext context, ProveAgain again, OwnIdentities own, CancellationToken cancel)
    {
        var (token, factors, password) = await again.Ask(context.Caller(), cancel);
        context.Response.Headers.CacheControl = "no-store";
        return Envelope.One(context.Caller().SessionId!.Value.ToString(), "auth.step_up", new
        {
            Challenge = token,
            Factors = factors,
            Password = password,
            Providers = factors.Count > 0 ? [] : (await own.Provable(context.Caller(), cancel)).Select(ProviderEndpoints.Button),
        });
    }

    private static async Task<IResult> Again(HttpContext context, ProveAgain again, CancellationToken cancel)
    {
        var read = await AuthBody.Read(context, "challenge", "factor", "code", "credential", "password");
        if (!read.Succeeded)
            return Envelope.Failure(read.Error);
        var body = read.Value;
        var (token, answer, password) = (body.Optional("challenge"), new FactorAnswer(body.Id("factor"), body.Optional("code"), body.Json("credential")), body.Optional("password"));
        if ((body.Error ?? await again.Run(context.Caller(), token, answer, password, context.Site(), context.Request().Info, cancel)) is { } error)
            return Envelope.Failure(error);
        return Results.NoContent();
    }

    private static IResult Passkey(HttpContext context, string token, JsonObject options)
    {
        context.Response.Headers.CacheControl = "no-store";
        return Envelope.One("passkey", "auth.passkey_options", new JsonObject { ["challenge"] = token, ["options"] = options });
    }
}
