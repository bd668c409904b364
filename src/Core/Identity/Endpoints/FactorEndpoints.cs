using System.Text.Json.Nodes;
using Ashlar.Core.Access;
using Ashlar.Core.Audit;
using Ashlar.Core.Http;
using Ashlar.Core.Http.OpenApi;
using Ashlar.Core.Identity.Factors;
using Ashlar.Core.Identity.Factors.Codes;
using Ashlar.Core.Identity.Factors.Enrolling;
using Ashlar.Core.Identity.Factors.Passkeys;
using Ashlar.Core.Identity.Sessions;
using Ashlar.Core.Resources;
using Ashlar.Core.Tenancy.Settings;

namespace Ashlar.Core.Identity.Endpoints;

/// <summary>A user's own second factors, recovery codes and trusted devices. They are open without a second factor, since one begins here.</summary>
internal static class FactorEndpoints
{
    public static void MapFactors(this RouteGroupBuilder auth)
    {
        auth.MapGet("/factors", List).SignedIn(tenantRequired: false).OwnAccount().Describes(FactorDocs.List);
        auth.MapPost("/factors", Begin).SignedIn(tenantRequired: false).OwnAccount().StepUp().LeavesNoEntry("What is begun counts for nothing until it is confirmed, and that is on record.").Describes(FactorDocs.Begin);
        auth.MapPost("/factors/{id:guid}/confirm", Confirm).SignedIn(tenantRequired: false).OwnAccount().StepUp().Describes(FactorDocs.Confirm);
        auth.MapDelete("/factors/{id:guid}", Remove).SignedIn(tenantRequired: false).OwnAccount().StepUp().Describes(FactorDocs.Remove);
        auth.MapPost("/recovery_codes", NewCodes).SignedIn(tenantRequired: false).OwnAccount().StepUp().Describes(FactorDocs.RecoveryCodes);
        auth.MapGet("/devices", Devices).SignedIn(tenantRequired: false).OwnAccount().Describes(FactorDocs.Devices);
        auth.MapDelete("/devices/{id:guid}", Revoke).SignedIn(tenantRequired: false).OwnAccount().Describes(FactorDocs.RevokeDevice);
        auth.MapDelete("/devices", RevokeAll).SignedIn(tenantRequired: false).OwnAccount().Describes(FactorDocs.RevokeDevices);
    }

    public static PasskeySite Site(this HttpContext context) =>
        PasskeySite.Of(context, context.RequestServices.GetRequiredService<IdentityOptions>(), context.RequestServices.GetRequiredService<SettingValues>());

    private static async Task<IResult> List(HttpContext context, OwnFactors own, SentCodes sent, MfaPolicy policy, CancellationToken cancel)
    {
        var caller = context.Caller();
        var (factors, codes) = await own.List(caller, cancel);
        context.Response.Headers.CacheControl = "no-store";
        return Envelope.One(caller.UserId!.Value.ToString(), "auth.factors", new
        {
            Factors = factors,
            RecoveryCodes = codes,
            Kinds = new[] { FactorKind.Passkey, FactorKind.Totp, FactorKind.Email, FactorKind.Sms }.Where(kind => sent.Unavailable(kind) is null),
            Required = caller.Tenant is { } tenant && policy.IsAskedOf(tenant, caller.Permissions),
        });
    }

    private static async Task<IResult> Begin(HttpContext context, Enrolment enrolment, CancellationToken cancel)
    {
        var read = await AuthBody.Read(context, "kind", "name", "phone");
        if (!read.Succeeded)
            return Envelope.Failure(read.Error);
        var wanted = new NewFactor(read.Value.Required("kind"), read.Value.Optional("name"), read.Value.Optional("phone"));
        if (read.Value.Error is { } error)
            return Envelope.Failure(error);
        var begun = await enrolment.Begin(context.Caller(), wanted, context.Site(), context.Request().Info, cancel);
        context.Response.Headers.CacheControl = "no-store";
        return begun.Succeeded ? Envelope.One(begun.Value.Id.ToString(), "auth.enrolment", begun.Value.View, StatusCodes.Status201Created) : Envelope.Failure(begun.Error);
    }

    private static async Task<IResult> Confirm(HttpContext context, Guid id, ConfirmFactor confirm, CancellationToken cancel)
    {
        var read = await AuthBody.Read(context, "challenge", "code", "credential");
        if (!read.Succeeded)
            return Envelope.Failure(read.Error);
        var (token, answer) = (read.Value.Required("challenge"), new FactorAnswer(id, read.Value.Optional("code"), read.Value.Json("credential")));
        if (read.Value.Error is { } error)
            return Envelope.Failure(error);
        var done = await confirm.Run(context.Caller(), id, token, answer, context.Site(), context.Request().Info, cancel);
        context.Response.Headers.CacheControl = "no-store";
        return done.Succeeded ? Envelope.One(id.ToString(), "auth.factor", new { done.Value.Factor, done.Value.RecoveryCodes }) : Envelope.Failure(done.Error);
    }

    private static async Task<IResult> Remove(HttpContext context, Guid id, OwnFactors own, CancellationToken cancel) =>
        await own.Remove(context.Caller(), id, context.Request().Info, cancel) is { } error ? Envelope.Failure(error) : Results.NoContent();

    private static async Task<IResult> NewCodes(HttpContext context, OwnFactors own, CancellationToken cancel)
    {
        context.Response.Headers.CacheControl = "no-store";
        return Envelope.One(context.Caller().UserId!.Value.ToString(), "auth.recovery_codes", new { Codes = await own.NewRecoveryCodes(context.Caller(), context.Request().Info, cancel) });
    }

    private static async Task<IResult> Devices(HttpContext context, TrustedDevices devices, CancellationToken cancel) =>
        Envelope.Many("auth.device", (await devices.List(context.Caller().UserId!.Value, context.Request.Cookies[SessionCookies.Device], cancel)).Select(device => (device.Id.ToString(), (object)device)));

    private static async Task<IResult> Revoke(HttpContext context, Guid id, TrustedDevices devices, CancellationToken cancel) =>
        await devices.Revoke(context.Caller(), id, context.Request().Info, cancel) ? Results.NoContent() : Envelope.Failure(CoreErrors.NotFound);

    private static async Task<IResult> RevokeAll(HttpContext context, TrustedDevices devices, CancellationToken cancel)
    {
        await devices.Revoke(context.Caller(), null, context.Request().Info, cancel);
        return Results.NoContent();
    }
}
