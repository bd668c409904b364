using System.Text.Json;
using System.Text.Json.Nodes;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;
using Ashlar.Core.Commands;
using Ashlar.Core.Http;

namespace Ashlar.Core.Tenancy.Tenants;

/// <summary>Code, isolation and first administrator are decided when a tenant is made; a host name leads to one tenant only.</summary>
internal sealed class TenantKeepsItsPlace(CurrentOperation current, TenantDirectory tenants) : IBeforeWrite<Tenant>
{
    public async Task<Error?> BeforeWrite(Write<Tenant> write, CancellationToken cancel)
    {
        var (before, after) = (write.Before, write.After);
        if (before is not null && (before.Code, before.Isolation, before.AdminEmail, before.AdminName) != (after.Code, after.Isolation, after.AdminEmail, after.AdminName))
            return CoreErrors.Validation("code", "Code, isolation and first administrator cannot be changed afterwards.");
        if (TenantChecks.Hosts(after.Hosts) is { } bad)
            return bad;
        if (LimitsAreNumbers(after.Limits) is false)
            return CoreErrors.Validation("limits", "Must be an object of whole numbers, 0 or more.");

        foreach (var host in after.Hosts)
        {
            if (await tenants.ByHost(host, cancel) is { } owner && owner.Id != after.Id)
                return CoreErrors.Validation("hosts", $"{host} leads to another organisation.", "duplicate");
        }

        current.Work.Invalidate("tenant", after.Id.ToString());
        return null;
    }

    private static bool LimitsAreNumbers(JsonNode? limits) =>
        limits is null || (limits is JsonObject map && map.All(entry => entry.Value is JsonValue value && value.GetValueKind() == JsonValueKind.Number && value.TryGetValue<long>(out var number) && number >= 0));
}
