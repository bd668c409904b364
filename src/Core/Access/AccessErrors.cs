using Ashlar.Contract.Errors;

namespace Ashlar.Core.Access;

/// <summary>What can go wrong with roles, grants and their checking.</summary>
internal static class AccessErrors
{
    public static readonly Error TenantNotReady = new("tenant_not_ready", ErrorKind.Locked, "This organisation is still being set up.");
    public static readonly Error BuiltinRole = new("builtin_role", ErrorKind.Conflict, "This role comes with the product and cannot be changed. Copy it into a role of your own.");
    public static readonly Error LastAdmin = new("last_admin", ErrorKind.Conflict, "This would leave the organisation without an administrator.");
    public static readonly Error TreeCycle = new("tree_cycle", ErrorKind.Invalid, "A row cannot stand below itself.", "parent_id");

    public static Error FieldHidden(string resource, string field) => new("field_hidden", ErrorKind.Forbidden, $"This uses {field} of {resource}, which your roles hide from you.", field);

    public static Error NotYours(IReadOnlyList<string> codes) => new("not_yours_to_grant", ErrorKind.Forbidden, $"You cannot give what you do not hold: {string.Join(", ", codes)}");

    public static Error Unknown(string field, string code) => new("unknown_permission", ErrorKind.Invalid, $"No module knows the permission '{code}'.", field);

    public static Error BadCode(string field, string code) => new("validation", ErrorKind.Invalid, $"'{code}' is not a permission: module:resource:action, each part lower case or *.", field);
}
