namespace Ashlar.Core.CoreApi;

/// <summary>What a module's key may ask of the core. A key has all of them unless fewer were chosen.</summary>
internal static class CoreScopes
{
    public const string VerifyTokens = "core:auth:verify";
    public const string CheckPermissions = "core:rbac:check";
    public const string ReadPermissions = "core:rbac:read";
    public const string ReadTenants = "core:tenants:read";
    public const string WriteAudit = "core:audit:write";

    public static readonly IReadOnlyList<string> All = [VerifyTokens, CheckPermissions, ReadPermissions, ReadTenants, WriteAudit];
}
