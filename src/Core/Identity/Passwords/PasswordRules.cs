using Ashlar.Core.Identity.Accounts;
using Ashlar.Core.Tenancy;
using Ashlar.Core.Tenancy.Settings;
using Npgsql;

namespace Ashlar.Core.Identity.Passwords;

/// <summary>The policy that holds for a user: that of the installation, as strict as the strictest of the user's organisations asks.</summary>
internal sealed class PasswordRules(IdentityOptions options, SettingValues values, TenantDirectory tenants)
{
    private const string Setting = "auth.password_min_length";

    public PasswordPolicy Installation => WithLength(values.Get<int>(Setting, null, null));

    public async Task<PasswordPolicy> For(NpgsqlConnection connection, Guid userId, CancellationToken cancel)
    {
        var policy = Installation;
        foreach (var membership in await connection.Memberships(userId, cancel))
        {
            if (membership.Status != "disabled" && await tenants.ById(membership.TenantId, cancel) is { } tenant && values.Get<int>(Setting, tenant, null) is var length && length > policy.MinLength)
                policy = WithLength(length);
        }

        return policy;
    }

    private PasswordPolicy WithLength(int length) => options.Password with { MinLength = Math.Clamp(length, options.Password.MinLength, options.Password.MaxLength) };
}
