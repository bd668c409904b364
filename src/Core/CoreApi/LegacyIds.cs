using Ashlar.Contract.Errors;
using Ashlar.Core.Access;
using Ashlar.Core.Audit;
using Ashlar.Core.Http;
using Ashlar.Core.Http.OpenApi;
using Ashlar.Core.Identity;
using Ashlar.Core.Keys;
using Ashlar.Core.Storage;
using Ashlar.Core.Tenancy;

namespace Ashlar.Core.CoreApi;

/// <summary>Numbers of an earlier system for organisations and people. They are unique over all organisations, so the operator alone sets them.</summary>
internal sealed record LegacyIdList(LegacyTenant[]? Tenants = null, LegacyUser[]? Users = null);

internal sealed record LegacyTenant(string Code, long? LegacyId);

internal sealed record LegacyUser(string Email, long? LegacyId);

/// <summary>Takes such a list: all of it or nothing.</summary>
internal static class LegacyIds
{
    private const int Most = 5000;
    private const string SetTenants = "UPDATE public.tenants t SET legacy_id = v.number, updated_at = now(), version = version + 1 FROM unnest($1, $2) AS v (name, number) WHERE t.code = v.name RETURNING t.code, t.id";
    private const string SetUsers = "UPDATE public.identity_users u SET legacy_id = v.number, updated_at = now(), version = version + 1 FROM unnest($1, $2) AS v (name, number) WHERE u.email = lower(v.name) RETURNING u.email, u.id";

    public static readonly ApiRoute Docs = new("platform.legacy_ids.import", "Set the earlier ids of organisations and people")
    {
        Description = "All of the list or nothing of it. A null takes the number away.",
        Body = TypeSchema.Read(typeof(LegacyIdList)),
        BodyExample = new System.Text.Json.Nodes.JsonObject { ["tenants"] = new System.Text.Json.Nodes.JsonArray(new System.Text.Json.Nodes.JsonObject { ["code"] = "acme", ["legacy_id"] = 1 }) },
        Answer = ("platform.legacy_ids", Schema.Object(("tenants", Schema.Integer(0)), ("users", Schema.Integer(0)))),
        Failures = [409],
    };

    public static async Task<IResult> Import(HttpContext context, IdentityWorks works, CancellationToken cancel)
    {
        var body = await TypedBody.Read<LegacyIdList>(context);
        if (!body.Succeeded)
            return Envelope.Failure(body.Error);
        var (tenants, users) = (body.Value.Tenants ?? [], body.Value.Users ?? []);
        if (tenants.Length + users.Length is < 1 or > Most)
            return Envelope.Failure(CoreErrors.Validation("tenants", $"Send 1 to {Most} entries.", "length"));
        if (tenants.Select(entry => entry.LegacyId).Concat(users.Select(entry => entry.LegacyId)).Any(number => number < 1))
            return Envelope.Failure(CoreErrors.Validation("legacy_id", "Must be 1 or more.", "min"));

        await using var work = await works.Begin(cancel);
        // Numbers may change places within the list, so all are taken away first.
        await work.Connection.Execute("UPDATE public.tenants SET legacy_id = NULL WHERE code = ANY ($1)", cancel, (object)tenants.Select(entry => entry.Code).ToArray());
        await work.Connection.Execute("UPDATE public.identity_users SET legacy_id = NULL WHERE email = ANY ($1)", cancel, (object)users.Select(entry => entry.Email.ToLowerInvariant()).ToArray());
        var setTenants = await work.Connection.Query(SetTenants, row => (Name: row.GetString(0), Id: row.GetGuid(1)), cancel, tenants.Select(entry => entry.Code).ToArray(), tenants.Select(entry => entry.LegacyId).ToArray());
        var setUsers = await work.Connection.Query(SetUsers, row => (Name: row.GetString(0), Id: row.GetGuid(1)), cancel, users.Select(entry => entry.Email).ToArray(), users.Select(entry => entry.LegacyId).ToArray());
        if (tenants.FirstOrDefault(entry => setTenants.TrueForAll(set => set.Name != entry.Code)) is { } noTenant)
            return Envelope.Failure(CoreErrors.Validation("tenants", $"There is no organisation {noTenant.Code}.", "relation"));
        if (users.FirstOrDefault(entry => setUsers.TrueForAll(set => !set.Name.Equals(entry.Email, StringComparison.OrdinalIgnoreCase))) is { } nobody)
            return Envelope.Failure(CoreErrors.Validation("users", $"There is no account {nobody.Email}.", "relation"));

        work.Audit(AuditEntry.By(context.Caller(), context.Request().Info, "platform.legacy_ids.import") with { Reason = $"{setTenants.Count} organisations, {setUsers.Count} people" });
        setTenants.ForEach(set => work.Forget("tenant", set.Id));
        setUsers.ForEach(set => work.Forget("user", set.Id));
        await work.Commit(cancel);
        return Envelope.One("import", "platform.legacy_ids", new { Tenants = setTenants.Count, Users = setUsers.Count });
    }
}
