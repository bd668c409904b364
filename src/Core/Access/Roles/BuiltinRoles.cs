namespace Ashlar.Core.Access.Roles;

/// <summary>Roles every organisation has from its first moment. They cannot be changed.</summary>
internal static class BuiltinRoles
{
    public const string Admin = "admin";
    public const string Member = "member";

    public static readonly IReadOnlyList<(string Code, string Name, string Description, string[] Allow)> All =
    [
        (Admin, "Administrator", "Everything in this organisation and in every app it subscribes to.", ["*:*:*"]),
        (Member, "Member", "Sees colleagues and keeps views and API keys of their own.", ["org:users:read", "org:groups:read", "org:clients:read", "org:units:read", "meta:*:read", "meta:views:*", "keys:mine:manage"]),
    ];
}
