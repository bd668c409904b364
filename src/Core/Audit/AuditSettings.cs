using Ashlar.Contract.Resources;
using Ashlar.Contract.Settings;

namespace Ashlar.Core.Audit;

/// <summary>What an organisation may set about its log.</summary>
internal static class AuditSettings
{
    public const string Retention = "audit.retention_years";
    public const string RequestDays = "audit.request_days";
    public const string Window = "audit.breach_window_minutes";
    public const string FailedLogins = "audit.failed_logins";
    public const string Probes = "audit.cross_tenant_probes";
    public const string UnknownRows = "audit.unknown_rows";
    public const string ExportedRows = "audit.mass_export_rows";

    public static IEnumerable<SettingDefinition> All =>
    [
        new(Retention, "Audit entries are kept for (years)", FieldKind.Integer, 7) { Min = 7, Max = 100, PerClient = false, Hint = "No shorter than seven years." },
        new(RequestDays, "Requests are kept for (days)", FieldKind.Integer, 90) { Min = 7, Max = 3_650, PerClient = false, Hint = "How requests went; what they changed is in the log itself." },
        new(Window, "Breach rules look back (minutes)", FieldKind.Integer, 10) { Min = 1, Max = 1_440, PerClient = false },
        new(FailedLogins, "Alert after failed sign-ins", FieldKind.Integer, 10) { Min = 2, Max = 10_000, PerClient = false, Hint = "Of one account or from one address, within the time above." },
        new(Probes, "Alert after requests to another organisation", FieldKind.Integer, 3) { Min = 1, Max = 10_000, PerClient = false },
        new(UnknownRows, "Alert after requests for rows that do not exist", FieldKind.Integer, 50) { Min = 5, Max = 100_000, PerClient = false },
        new(ExportedRows, "Alert after exported rows", FieldKind.Integer, 10_000) { Min = 1, Max = 100_000_000, PerClient = false },
    ];
}
