using System.Text.Json;
using System.Text.Json.Nodes;
using Ashlar.Core.Identity.Accounts;
using Ashlar.Core.Identity.Factors;
using Ashlar.Core.Resources;
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

    /// <summary>Instead of a session: a second factor is asked for.</summary>
    public SignInChallenge? Challenge { get; init; }

    /// <summary>The secret of a device that is trusted from now on.</summary>
    public (string Secret, DateTimeOffset Until)? Device { get; init; }

    public JsonObject ToJson()
    {
        if (Challenge is not null)
            return Asked(Challenge);
        var json = new JsonObject { ["status"] = "complete" };
        if (AccessToken is not null)
        {
            json["access_token"] = AccessToken;
            json["token_type"] = "Bearer";
            json["refresh_token"] = RefreshToken;
            if (Device is { } device)
                json["device_token"] = device.Secret;
        }

        json["expires_in"] = (long)AccessLifetime.TotalSeconds;
        json["user"] = new JsonObject { ["id"] = Account.Id, ["email"] = Account.Email, ["name"] = Account.Name };
        json["tenant"] = Tenant is null ? null : new JsonObject { ["id"] = Tenant.Id, ["code"] = Tenant.Code, ["name"] = Tenant.Name };
        json["tenants"] = TenantList(Tenants);
        return json;
    }

    private static JsonObject Asked(SignInChallenge challenge) => new()
    {
        ["status"] = "second_factor",
        ["challenge"] = challenge.Token,
        ["expires_in"] = (long)Challenges.Lifetime.TotalSeconds,
        ["trust_days"] = challenge.TrustDays,
        ["factors"] = JsonSerializer.SerializeToNode(challenge.Factors, JsonSettings.Options),
    };

    public static JsonArray TenantList(IEnumerable<TenantInfo> tenants) => [.. tenants.Select(tenant => new JsonObject
    {
        ["id"] = tenant.Id,
        ["code"] = tenant.Code,
        ["name"] = tenant.Name,
        ["status"] = tenant.Status.ToString().ToLowerInvariant(),
    })];
}
