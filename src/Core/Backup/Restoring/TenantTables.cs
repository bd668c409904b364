using Ashlar.Core.Backup.Media;
using Ashlar.Core.Storage;

namespace Ashlar.Core.Backup.Restoring;

/// <summary>
/// Which rows of an organisation a restore brings back: all of its apps, and of the control plane what it arranged itself. What proves, ends or
/// refuses something stays as it is now. A test demands that every table of the control plane is on one of the two lists.
/// </summary>
internal static class TenantTables
{
    public static readonly IReadOnlySet<string> BroughtBack = new HashSet<string>(StringComparer.Ordinal)
    {
        "org_clients", "org_units", "org_groups", "org_group_members", "org_users", "org_network_rules", "rbac_roles", "rbac_grants", "tenant_settings", "meta_views", "meta_custom_fields",
        "files", "files_keys", "files_retention", "schedules", "webhooks_endpoints", "webhooks_secrets", "hooks_sources", "hooks_secrets", "hooks_accounts", "hooks_rules",
        "protection_secrets", "protection_secret_versions", "phi_findings",
    };

    public static readonly IReadOnlyDictionary<string, string> Kept = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["audit_logs"] = "The log is append-only; the restore is an entry of it.",
        ["audit_requests"] = "What was asked was asked.",
        ["audit_erasures"] = "What was erased stays erased.",
        ["audit_alerts"] = "A breach that was found stays found.",
        ["tenant_setting_changes"] = "History of settings.",
        ["protection_break_glass"] = "Emergency access that was taken was taken.",
        ["subscriptions"] = "What it bought is between it and the operator.",
        ["keys_api_keys"] = "A key that was revoked must not come to life.",
        ["keys_secrets"] = "A key that was revoked must not come to life.",
        ["identity_sessions"] = "Sessions end with the restore.",
        ["identity_providers"] = "A provider that was removed must not vouch for anybody again.",
        ["identity_one_time_tokens"] = "A link that was used must not work again.",
        ["outbox"] = "Events that happened are delivered, and none twice.",
        ["inbox"] = "Events that happened are delivered, and none twice.",
        ["idempotency_keys"] = "A repeated request is still a repetition.",
        ["jobs"] = "Work that was done is not done again.",
        ["job_lines"] = "Work that was done is not done again.",
        ["job_chunks"] = "Work that was done is not done again.",
        ["webhooks_health"] = "How receivers answer is a matter of now.",
        ["webhooks_deliveries"] = "What was sent was sent.",
        ["webhooks_attempts"] = "What was sent was sent.",
        ["hooks_inbox"] = "What came in came in.",
        ["hooks_refusals"] = "What came in came in.",
        ["files_removals"] = "Bytes to remove; files that come back are taken off.",
        ["platform_flags"] = "The operator's.",
        ["platform_limits"] = "The operator's.",
        ["platform_developers"] = "The operator's.",
    };

    /// <summary>The tables of a backup's database whose rows come back, with the place of the column that says whose they are.</summary>
    public static IReadOnlyList<(TableContent Table, int Owner)> Of(DatabaseContent database, Placement placement) =>
    [
        .. database.Tables
            .Where(table => table.Schema == "public" ? database.Name.Length == 0 && BroughtBack.Contains(table.Name) : database.Name == placement.Database && table.Schema == placement.Schema)
            .Select(table => (table, table.Columns.ToList().FindIndex(column => column.Name == "tenant_id"))).Where(pair => pair.Item2 >= 0),
    ];
}
