using Ashlar.Core.Access.Roles;

namespace Ashlar.Core.Access;

/// <summary>
/// What makes somebody an administrator: any permission on the parts of the core that steer an organisation or the installation, beyond
/// what every member may do. Parts of the core that are added belong to it by themselves.
/// </summary>
internal static class AdminArea
{
    // Everybody's own things: views, jobs, search, sign-in itself.
    private static readonly HashSet<string> _everyday = new(StringComparer.Ordinal) { "auth", "menu", "core", "meta", "catalogue", "jobs", "search", "events", "setup", "version", "files" };

    private static readonly PermissionCodes _everybodys = new(BuiltinRoles.All.Single(role => role.Code == BuiltinRoles.Member).Allow);

    /// <summary>Whether the permission belongs to a part that steers.</summary>
    public static bool Holds(string permission) => Module(permission) is var module && Modules.Manifests.ManifestReader.Reserved.Contains(module) && !_everyday.Contains(module);

    /// <summary>Whether the permission alone is an administrator's.</summary>
    public static bool Contains(string permission) => Holds(permission) && !IsEverybodys(permission);

    /// <summary>The same of a code that may hold wildcards.</summary>
    public static bool Reaches(string code) => Module(code) == "*" || Contains(code);

    private static bool IsEverybodys(string permission) => _everybodys.Matches(permission) || (Module(permission) == "org" && permission.EndsWith(":read", StringComparison.Ordinal));

    private static string Module(string permission) => permission[..permission.IndexOf(':', StringComparison.Ordinal)];
}
