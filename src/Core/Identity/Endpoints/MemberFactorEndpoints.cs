using Ashlar.Core.Access;
using Ashlar.Core.Audit;
using Ashlar.Core.Http;
using Ashlar.Core.Http.OpenApi;
using Ashlar.Core.Identity.Accounts;
using Ashlar.Core.Identity.Factors;
using Ashlar.Core.Identity.Factors.Enrolling;
using Ashlar.Core.Identity.Mail;
using Ashlar.Core.Identity.Providers.People;
using Ashlar.Core.Storage;

namespace Ashlar.Core.Identity.Endpoints;

/// <summary>What administrators see of members' factors and identities elsewhere, and the operator's way to help somebody who lost every factor.</summary>
internal static class MemberFactorEndpoints
{
    public const string Reset = "org:users:reset_factors";
    public const string ResetAnybody = "platform:users:reset_factors";

    public static void MapMemberFactors(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/org/users/{id:guid}/factors", Factors).Requires(Reset).Describes(FactorDocs.OfMember);
        routes.MapGet("/api/v1/org/users/{id:guid}/identities", Identities).Requires(Reset).Describes(FactorDocs.IdentitiesOfMember);
        routes.MapPost("/api/v1/platform/users/reset_factors", ResetOf).Requires(ResetAnybody).StepUp().Describes(FactorDocs.ResetAnybody);
    }

    private static async Task<IResult> Factors(HttpContext context, Guid id, Databases databases, CancellationToken cancel)
    {
        await using var lent = await databases.System.Lend(cancel);
        var connection = lent.Connection;
        if (!await IsMember(connection, context.Caller(), id, cancel) || await connection.AccountById(id, cancel) is not { } account)
            return Envelope.Failure(CoreErrors.NotFound);
        return Envelope.Many("auth.factor", (await connection.Factors(id, cancel)).Select(factor => (factor.Id.ToString(), (object)FactorView.Of(factor, account.Email))));
    }

    private static async Task<IResult> Identities(HttpContext context, Guid id, Databases databases, CancellationToken cancel)
    {
        await using var lent = await databases.System.Lend(cancel);
        var connection = lent.Connection;
        if (!await IsMember(connection, context.Caller(), id, cancel))
            return Envelope.Failure(CoreErrors.NotFound);
        return Envelope.Many("auth.identity", (await ExternalIdentities.Of(connection, id, cancel)).Where(one => one.RealmId == context.Caller().TenantId || context.Caller().Tenant!.IsPlatform || one.RealmId == Tenancy.TenantInfo.PlatformId).Select(one => (one.Id.ToString(), (object)one)));
    }

    private static async Task<IResult> ResetOf(HttpContext context, IdentityWorks works, OwnFactors factors, Mailbox mailbox, CancellationToken cancel)
    {
        var read = await AuthBody.Read(context, "email");
        if (!read.Succeeded)
            return Envelope.Failure(read.Error);
        var email = read.Value.Required("email");
        if (read.Value.Error is { } error)
            return Envelope.Failure(error);

        var caller = context.Caller();
        await using var work = await works.Begin(context.Request().Info, cancel);
        if (await work.Connection.AccountByLogin(email, cancel) is not { } account)
            return Envelope.Failure(CoreErrors.NotFound);
        await factors.Reset(work.Connection, account.Id, cancel);
        work.Audit(AuditEntry.By(caller, work.Request, "auth.factors_reset") with { Resource = "org.users", ResourceId = account.Id });
        work.Forget("user", account.Id);
        await mailbox.Put(work.Connection, account.Email, Notices.Reset(account.Name, caller.Name), cancel);
        await work.Commit(cancel);
        mailbox.Wake();
        return Results.NoContent();
    }

    /// <summary>Of the caller's organisation, and of the client the caller is confined to.</summary>
    private static async Task<bool> IsMember(Npgsql.NpgsqlConnection connection, Caller caller, Guid id, CancellationToken cancel) => await connection.Scalar<bool>(
        "SELECT EXISTS (SELECT FROM public.org_users WHERE tenant_id = $1 AND id = $2 AND deleted_at IS NULL AND ($3::uuid IS NULL OR client_id = $3))", cancel, caller.TenantId, id, caller.ClientId);
}
