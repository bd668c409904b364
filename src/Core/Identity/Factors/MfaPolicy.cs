using Ashlar.Contract.Errors;
using Ashlar.Core.Access;
using Ashlar.Core.Tenancy;
using Ashlar.Core.Tenancy.Settings;
using Microsoft.Extensions.Configuration;

namespace Ashlar.Core.Identity.Factors;

/// <summary>Of whom a second factor is asked.</summary>
internal enum MfaDemand { Off, Admins, All }

/// <summary>
/// Decides who must have proven a second factor. An organisation can be stricter than the installation and never laxer; only the demo
/// installation (ASHLAR_DEMO=1) lets an organisation switch it off.
/// </summary>
internal sealed class MfaPolicy
{
    public const string Setting = "auth.mfa";
    public const string RequiredSetting = "auth.mfa_required";

    private readonly Lazy<(MfaDemand Installation, MfaDemand Floor)> _demands;

    public MfaPolicy(SettingValues values, IConfiguration configuration) => _demands = new(() =>
    {
        var installation = values.Get<bool>(RequiredSetting, null, null) ? MfaDemand.All : Parse(values.Get<string>(Setting, null, null));
        return (installation, configuration["ASHLAR_DEMO"] == "1" && installation != MfaDemand.All ? MfaDemand.Off : installation);
    });

    public MfaDemand For(TenantInfo tenant) =>
        tenant.Settings.TryGetValue((Setting, Guid.Empty), out var own) && Parse(own.Value.GetString()) is var asked
            ? asked < _demands.Value.Floor ? _demands.Value.Floor : asked
            : _demands.Value.Installation;

    /// <summary>Whether an organisation may not set this.</summary>
    public bool IsTooLax(string? value) => Parse(value) < _demands.Value.Floor;

    /// <summary>Whether a second factor is asked of this user in this organisation, for anything at all.</summary>
    public bool IsAskedOf(TenantInfo tenant, PermissionSet permissions) => For(tenant) switch
    {
        MfaDemand.All => true,
        MfaDemand.Admins => permissions.IsAdministrative,
        _ => false,
    };

    /// <summary>Why the caller may not do this yet, or null.</summary>
    /// <param name="caller">Signed in, in a tenant. Jobs, modules and keys have no session and were let in another way.</param>
    /// <param name="permission">What it needs; null when being signed in is enough.</param>
    /// <param name="asked">Somebody asks for this very thing, rather than the product asking whether to show it.</param>
    public Error? Check(Caller caller, string? permission, bool asked)
    {
        if (caller.Proof is not { Second: false } || caller.Tenant is not { } tenant)
            return null;

        var refused = For(tenant) switch
        {
            MfaDemand.All => true,
            MfaDemand.Admins => permission is not null && (AdminArea.Contains(permission) || (asked && AdminArea.Holds(permission) && caller.Permissions.IsAdministrative)),
            _ => false,
        };
        return refused ? FactorErrors.MfaRequired : null;
    }

    private static MfaDemand Parse(string? value) => Enum.TryParse<MfaDemand>(value, ignoreCase: true, out var demand) ? demand : MfaDemand.Admins;
}
