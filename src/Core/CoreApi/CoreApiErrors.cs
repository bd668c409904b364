using Ashlar.Contract.Errors;

namespace Ashlar.Core.CoreApi;

/// <summary>What the Core API for modules answers; the message alone is its body.</summary>
internal static class CoreApiErrors
{
    public static readonly Error TokenRequired = new("token_required", ErrorKind.Malformed, "Token required", "token");
    public static readonly Error InvalidToken = new("invalid_token", ErrorKind.Unauthenticated, "Invalid token: it is not ours, has expired, or its session has ended");
    public static readonly Error UserNotFound = new("user_not_found", ErrorKind.NotFound, "User not found");
    public static readonly Error TenantNotFound = new("tenant_not_found", ErrorKind.NotFound, "Tenant not found");
    public static readonly Error ModuleNotEnabled = new("module_not_enabled", ErrorKind.NotFound, "Module not enabled for tenant");
    public static readonly Error TenantNeeded = new("tenant_id_required", ErrorKind.Malformed, "tenant_id required: this user belongs to several tenants", "tenant_id");

    public static Error Missing(string member) => new("member_required", ErrorKind.Malformed, $"{member} required", member);
}
