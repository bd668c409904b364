using Ashlar.Contract.Errors;
using Ashlar.Core.Access;
using Ashlar.Core.Access.Roles;
using Ashlar.Core.CoreApi;
using Ashlar.Core.Http;
using Ashlar.Core.Identity;
using Ashlar.Core.Tenancy;

namespace Ashlar.Core.Keys;

/// <summary>What a wanted key must look like.</summary>
internal sealed class KeyChecks(GrantingRules rules, TenantDirectory tenants, TimeProvider time)
{
    private const int MostYears = 5;

    public async Task<Error?> Check(NewKey wanted, KeyKind kind, Caller caller, CancellationToken cancel)
    {
        var errors = new List<FieldError>();
        if (wanted.Name.Trim().Length is < 1 or > 100 || wanted.Name.Any(char.IsControl))
            errors.Add(new FieldError("name", "Must be 1 to 100 characters on one line.", "length"));
        if ((wanted.AllowedIps ?? []).FirstOrDefault(text => Addresses.Parse(text) is null) is { } bad)
            errors.Add(new FieldError("allowed_ips", $"'{bad}' is no address and no network such as 203.0.113.0/24 or 2001:db8::/32.", "invalid"));
        if (wanted.AllowedIps is { Length: > 100 })
            errors.Add(new FieldError("allowed_ips", "At most 100 networks.", "length"));
        if (CheckEnd(wanted.ExpiresAt) is { } end)
            errors.Add(end);
        if (wanted.RateLimit is < 1)
            errors.Add(new FieldError("rate_limit", "Must be 1 or more calls per minute.", "min"));
        if (wanted is { NeverExpires: true, ExpiresAt: not null })
            errors.Add(new FieldError("never_expires", "A key that never expires has no expires_at.", "invalid"));
        errors.AddRange(kind == KeyKind.Module ? await OfModule(wanted, cancel) : OfTenant(wanted));
        if (errors.Count > 0)
            return CoreErrors.Validation(errors);
        return kind == KeyKind.Module ? null : kind == KeyKind.Person ? Held(wanted.Scopes!, caller) : HeldWhole(wanted.Scopes!);
    }

    public FieldError? CheckEnd(DateTimeOffset? end) => end is { } moment && (moment <= time.GetUtcNow() || moment > time.GetUtcNow().AddYears(MostYears))
        ? new FieldError("expires_at", $"Must lie ahead, at most {MostYears} years.", "range")
        : null;

    /// <summary>Scopes exist and are held by whoever gets the secret.</summary>
    public Error? Held(string[] scopes, Caller caller) =>
        rules.Exist("scopes", scopes) ?? (Holding.Missing(caller.Permissions, scopes) is { Count: > 0 } missing ? AccessErrors.NotYours(missing) : null);

    /// <summary>An integration is not confined to the rows and fields that whoever holds its secret is confined to, so nobody who is confined gets one.</summary>
    public Error? HeldWhole(string[] scopes) => rules.Exist("scopes", scopes) ?? rules.Held(scopes);

    private static IEnumerable<FieldError> OfTenant(NewKey wanted)
    {
        if (wanted.Scopes is not { Length: > 0 and <= 200 })
            yield return new FieldError("scopes", "Name 1 to 200 permissions the key may use, such as crm:accounts:read.", "required");
        if (wanted.ModuleName is not null)
            yield return new FieldError("module_name", "Only the key of a module has one.", "invalid");
        if (wanted.Tenants is { Length: > 0 })
            yield return new FieldError("tenants", "Only the key of a module reaches several organisations.", "invalid");
    }

    private async Task<IReadOnlyList<FieldError>> OfModule(NewKey wanted, CancellationToken cancel)
    {
        var errors = new List<FieldError>();
        if (wanted.ModuleName is null || !KeyText.IsModuleName(wanted.ModuleName))
            errors.Add(new FieldError("module_name", "Name the module: small letters, digits, hyphens and underscores, beginning with a letter.", "required"));
        if ((wanted.Scopes ?? []).FirstOrDefault(scope => !CoreScopes.All.Contains(scope)) is { } unknown)
            errors.Add(new FieldError("scopes", $"'{unknown}' is no scope of the Core API: {string.Join(", ", CoreScopes.All)}.", "unknown_permission"));
        foreach (var code in wanted.Tenants ?? [])
        {
            if (await tenants.ByCode(code, cancel) is null)
                errors.Add(new FieldError("tenants", $"There is no organisation {code}.", "relation"));
        }

        return errors;
    }
}
