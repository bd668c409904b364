using Ashlar.Contract.Resources;
using Ashlar.Contract.Settings;
using Ashlar.Core.Tenancy;
using Ashlar.Core.Tenancy.Settings;

namespace Ashlar.Core.Observability.Sla;

/// <summary>What is promised to an organisation.</summary>
internal sealed record Promise(double Availability, double Milliseconds, int Hours)
{
    public const string AvailabilitySetting = "sla.availability";
    public const string LatencySetting = "sla.p95_ms";
    public const string WindowSetting = "sla.window_hours";

    public static IEnumerable<SettingDefinition> Settings =>
    [
        new(AvailabilitySetting, "Promised availability (%)", FieldKind.Decimal, 99.9m) { Min = 50, Max = 100, PerClient = false, Owner = SettingOwner.Operator, Hint = "The share of requests that are answered without a failure of ours." },
        new(LatencySetting, "Promised answer time (ms)", FieldKind.Integer, 2_000) { Min = 1, Max = 60_000, PerClient = false, Owner = SettingOwner.Operator, Hint = "Nineteen of twenty requests are answered within it." },
        new(WindowSetting, "The promise is measured over (hours)", FieldKind.Integer, 24) { Min = 1, Max = 744, PerClient = false, Owner = SettingOwner.Operator },
    ];

    public static Promise To(TenantInfo? tenant, SettingValues settings) =>
        new((double)settings.Get<decimal>(AvailabilitySetting, tenant, null), settings.Get<long>(LatencySetting, tenant, null), (int)settings.Get<long>(WindowSetting, tenant, null));
}
