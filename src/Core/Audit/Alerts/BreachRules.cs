using System.Text.Json.Nodes;
using Ashlar.Core.Audit.Proofs;
using Ashlar.Core.Audit.Requests;
using Ashlar.Core.Audit.Sealing;
using Ashlar.Core.Storage;
using Ashlar.Core.Tenancy;
using Ashlar.Core.Tenancy.Settings;
using Npgsql;
using NpgsqlTypes;

namespace Ashlar.Core.Audit.Alerts;

/// <summary>
/// Looks at every entry when it is sealed: once, wherever it was written. An entry that a rule goes by makes it count the like of it within
/// the window; at the threshold there is an alert.
/// </summary>
internal sealed class BreachRules(Databases databases, TenantDirectory tenants, SettingValues settings, AlertDesk desk)
{
    /// <summary>Rows taken out, as exports say it: "3 rows as csv".</summary>
    private const string RowsOf = "coalesce(substring(reason FROM '^(\\d+) rows')::bigint, 0)";

    private sealed record Rule(string Name, string Setting, string Sum, string Where, object? Key, string Subject, string Title);

    public async Task Look(IReadOnlyList<AuditLeaf> entries, string database, CancellationToken cancel)
    {
        // The newest of its like counts those before it.
        foreach (var like in entries.SelectMany(entry => RulesFor(entry).Select(rule => (Entry: entry, Rule: rule))).GroupBy(one => (one.Entry.Log, one.Rule.Name, one.Rule.Subject)))
        {
            var (entry, rule) = like.MaxBy(one => one.Entry.At);
            await Count(entry, rule, database, cancel);
        }
    }

    private static IEnumerable<Rule> RulesFor(AuditLeaf entry)
    {
        if (entry is { Action: "auth.login", Result: "denied" })
        {
            if (entry.Ip is { } ip)
                yield return new Rule("failed_logins", AuditSettings.FailedLogins, "count(*)", "action = 'auth.login' AND result = 'denied' AND ip = $4::text", ip, $"address {ip}", "Many failed sign-ins from one address");
            if (entry.ActorId is { } account)
                yield return new Rule("failed_logins", AuditSettings.FailedLogins, "count(*)", "action = 'auth.login' AND result = 'denied' AND actor_id = $4::uuid", account, $"account {account}", "Many failed sign-ins to one account");
        }
        else if (entry is { Action: "access.tenant_mismatch", ActorId: { } prober })
        {
            yield return new Rule("cross_tenant", AuditSettings.Probes, "count(*)", "action = 'access.tenant_mismatch' AND actor_id = $4::uuid", prober, $"user {prober}", "Somebody keeps asking for another organisation");
        }
        else if (entry.Action == ProbeWatch.Action && entry.ActorId is { } guesser)
        {
            yield return new Rule("cross_tenant", "", "count(*)", $"action = '{ProbeWatch.Action}' AND actor_id = $4::uuid", guesser, $"user {guesser}", "Somebody keeps asking for rows that do not exist here");
        }
        else if (entry.Action.EndsWith(".export", StringComparison.Ordinal) && entry.ActorId is { } taker)
        {
            yield return new Rule("mass_export", AuditSettings.ExportedRows, $"sum({RowsOf})", "action LIKE '%.export' AND actor_id = $4::uuid", taker, $"user {taker}", "Somebody took many rows out");
        }
    }

    private async Task Count(AuditLeaf entry, Rule rule, string database, CancellationToken cancel)
    {
        var tenant = await tenants.ById(entry.Log == AuditRows.Installation ? TenantInfo.PlatformId : entry.Log, cancel);
        var window = TimeSpan.FromMinutes(settings.Get<long>(AuditSettings.Window, tenant, null));
        var threshold = rule.Setting.Length == 0 ? 1 : settings.Get<long>(rule.Setting, tenant, null);
        var found = await databases.SystemOf(database).First($"""
            SELECT coalesce({rule.Sum}, 0)::bigint, min(at), max(at), (array_agg(id ORDER BY at DESC))[1:20], (array_agg(DISTINCT ip))[1:20], (array_agg(DISTINCT request_id))[1:20]
            FROM public.audit_logs WHERE tenant_id IS NOT DISTINCT FROM $1 AND at > $2 AND at <= $3 AND {rule.Where}
            """,
            row => (Count: row.GetInt64(0), First: row.Optional<DateTime>(1), Last: row.Optional<DateTime>(2), Ids: row.Optional<Guid[]>(3), Ips: row.Optional<string?[]>(4), Requests: row.Optional<string?[]>(5)), cancel,
            new NpgsqlParameter { Value = entry.Log == AuditRows.Installation ? DBNull.Value : entry.Log, NpgsqlDbType = NpgsqlDbType.Uuid }, entry.At - window, entry.At, rule.Key);
        if (found.Count < threshold || tenant is null)
            return;
        var evidence = new JsonObject
        {
            ["count"] = found.Count,
            ["threshold"] = threshold,
            ["window_minutes"] = (long)window.TotalMinutes,
            ["first_at"] = found.First,
            ["last_at"] = found.Last,
            ["entries"] = new JsonArray([.. (found.Ids ?? []).Select(id => (JsonNode)id)]),
            ["addresses"] = new JsonArray([.. (found.Ips ?? []).Where(ip => ip is not null).Select(ip => (JsonNode)ip!)]),
            ["requests"] = new JsonArray([.. (found.Requests ?? []).Where(id => id is not null).Select(id => (JsonNode)id!)]),
        };
        await desk.Raise(tenant, rule.Name, rule.Subject, rule.Title, evidence, cancel);
    }
}
