using Ashlar.Core.Tenancy;
using Ashlar.Core.Tenancy.Settings;

namespace Ashlar.Core.Identity.Sessions;

/// <summary>How long a session may lie unused: what the organisation says, or else the installation.</summary>
internal sealed class SessionTimeout(SettingValues values)
{
    private const string Setting = "auth.session_timeout";

    private static readonly TimeSpan _shortest = TimeSpan.FromMinutes(1);

    private readonly Lazy<TimeSpan> _installation = new(() => AtLeast(values.Get<int>(Setting, null, null)));

    /// <summary>Under HIPAA, whatever else is set.</summary>
    private static readonly TimeSpan _strict = TimeSpan.FromMinutes(15);

    public TimeSpan For(TenantInfo? tenant) => Chosen(tenant) is var chosen && chosen > _strict && Protection.UiContext.IsHipaa(tenant) ? _strict : chosen;

    private TimeSpan Chosen(TenantInfo? tenant) =>
        tenant is not null && tenant.Settings.TryGetValue((Setting, Guid.Empty), out var own) && own.Value.TryGetInt32(out var seconds) ? AtLeast(seconds) : _installation.Value;

    private static TimeSpan AtLeast(int seconds) => TimeSpan.FromSeconds(seconds) is var idle && idle > _shortest ? idle : _shortest;
}
