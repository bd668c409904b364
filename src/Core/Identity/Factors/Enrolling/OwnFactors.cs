using Ashlar.Contract.Errors;
using Ashlar.Core.Audit;
using Ashlar.Core.Http;
using Ashlar.Core.Identity.Accounts;
using Ashlar.Core.Identity.Factors.Codes;
using Ashlar.Core.Identity.Mail;
using Ashlar.Core.Identity.Providers;
using Ashlar.Core.Identity.Sessions;
using Ashlar.Core.Storage;
using Npgsql;

namespace Ashlar.Core.Identity.Factors.Enrolling;

/// <summary>A user's own factors: seen and removed; recovery codes made anew.</summary>
internal sealed class OwnFactors(IdentityWorks works, RecoveryCodes recovery, TrustedDevices devices, MfaPolicy policy, Mailbox mailbox, TimeProvider time)
{
    public async Task<(IReadOnlyList<FactorView> Factors, long RecoveryCodes)> List(Caller caller, CancellationToken cancel)
    {
        await using var work = await works.Begin(cancel);
        var factors = await work.Connection.Factors(caller.UserId!.Value, cancel);
        return ([.. factors.Select(factor => FactorView.Of(factor, caller.Email!))], await recovery.Left(work.Connection, caller.UserId.Value, cancel));
    }

    public async Task<Error?> Remove(Caller caller, Guid id, RequestInfo request, CancellationToken cancel)
    {
        await using var work = await works.Begin(request, cancel);
        if (await work.Connection.HoldAccount(caller.UserId!.Value, cancel) is not { } account || await work.Connection.Factor(account.Id, id, cancel) is not { ConfirmedAt: not null } factor)
            return CoreErrors.NotFound;
        var last = (await work.Connection.Factors(account.Id, cancel)).Count == 1;
        if (last && caller.Tenant is { } tenant && policy.IsAskedOf(tenant, caller.Permissions))
            return FactorErrors.LastFactor;
        if (factor.Kind == FactorKind.Passkey && !await work.Connection.HasWayWithout(account.Id, id, cancel))
            return ProviderErrors.LastWay;

        await work.Connection.Execute("DELETE FROM public.identity_factors WHERE id = $1", cancel, id);
        if (last)
            await Forget(work.Connection, account.Id, cancel);
        work.Audit(AuditEntry.By(caller, request, "auth.factor_removed") with { Resource = "auth.factors", ResourceId = id, Reason = factor.Kind });
        work.Forget("user", account.Id);
        await mailbox.Put(work.Connection, account.Email, Notices.Removed(account.Name, factor.Name), cancel);
        await work.Commit(cancel);
        mailbox.Wake();
        return null;
    }

    public async Task<IReadOnlyList<string>> NewRecoveryCodes(Caller caller, RequestInfo request, CancellationToken cancel)
    {
        await using var work = await works.Begin(request, cancel);
        var account = (await work.Connection.HoldAccount(caller.UserId!.Value, cancel))!;
        var codes = await recovery.Generate(work.Connection, account.Id, cancel);
        work.Audit(AuditEntry.By(caller, request, "auth.recovery_codes_made"));
        await mailbox.Put(work.Connection, account.Email, Notices.NewRecoveryCodes(account.Name), cancel);
        await work.Commit(cancel);
        mailbox.Wake();
        return codes;
    }

    /// <summary>Everything a user proves beyond the password, and the sessions that rest on it.</summary>
    public async Task Reset(NpgsqlConnection connection, Guid userId, CancellationToken cancel)
    {
        await connection.RemoveFactors(userId, cancel);
        await Forget(connection, userId, cancel);
        await connection.EndSessions(userId, null, null, "factors reset", time.GetUtcNow(), cancel);
    }

    /// <summary>What is worth nothing without a factor.</summary>
    public async Task Forget(NpgsqlConnection connection, Guid userId, CancellationToken cancel)
    {
        await recovery.Clear(connection, userId, cancel);
        await devices.Revoke(connection, userId, null, cancel);
    }
}
