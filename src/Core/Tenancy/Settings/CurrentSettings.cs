using Ashlar.Contract.Settings;
using Ashlar.Core.Commands;

namespace Ashlar.Core.Tenancy.Settings;

/// <summary>Settings inside an operation: those of its caller.</summary>
internal sealed class CurrentSettings(CurrentOperation current, SettingValues values) : ISettings
{
    public T Get<T>(string key) => values.Resolved<T>(key, current.Work.Caller.Tenant, current.Work.Caller.ClientId);
}
