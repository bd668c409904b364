using System.Text.Json.Nodes;
using Ashlar.Core.Identity.Accounts;
using Ashlar.Core.Tenancy;

namespace Ashlar.Core.Identity.Sessions;

/// <summary>What signing in yields: secrets that are shown once.</summary>
internal sealed record IssuedSession(Guid Id, Account Account, TenantInfo? Tenant, IReadOnlyList<TenantInfo> Tenants, DateTimeOffset ExpiresAt)
{
    public string? AccessToken { get; init; }

    public TimeSpan AccessLifetime { get; init; }

    public string? RefreshToken { get; init; }

    public string? CookieSecret { get; init; }

    public string? CsrfToken { get; init; }

    public JsonObject ToJson()
    {
        var json = new JsonObject();
        if (AccessToken is not null)
        {
            json["access_token"] = AccessToken;
            json["token_type"] = "Bearer";
            json["refresh_token"] = RefreshToken;
        }

        json["expires_in"] = (long)AccessLifetime.TotalSeconds;
        json["user"] = new JsonObject { ["id"] = Account.Id, ["email"] = Account.Email, ["name"] = Account.Name };
        json["tenant"] = Tenant is null ? null : new JsonObject { ["id"] = Tenant.Id, ["code"] = Tenant.Code, ["name"] = Tenant.Name };
        json["tenants"] = TenantList(Tenants);
        return json;
    }

    public static JsonArray TenantList(IEnumerable<TenantInfo> tenants) => [.. tenants.Select(tenant => new JsonObject
    {
        ["id"] = tenant.Id,
        ["code"] = tenant.Code,
        ["name"] = tenant.Name,
        ["status"] = tenant.Status.ToString().ToLowerInvariant(),
    })];
}
