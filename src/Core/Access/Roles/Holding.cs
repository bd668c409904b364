namespace Ashlar.Core.Access.Roles;

/// <summary>Whether somebody holds a permission completely, and so may pass it on.</summary>
internal static class Holding
{
    /// <summary>The codes, patterns included, that the set does not hold whole. The operator's plane counts only for those who stand on it.</summary>
    public static IReadOnlyList<string> Missing(PermissionSet mine, IEnumerable<string> codes) =>
        [.. codes.Distinct().Where(code => !mine.Allow.Any(allowed => Covers(allowed, code)) || mine.Deny.Any(denied => denied != PermissionCompiler.OperatorPlane && Meet(denied, code)))];

    /// <summary>Resources opened by the codes on which the user is confined to some rows or fields, and so could pass on more than he has.</summary>
    public static IReadOnlyList<string> Confined(PermissionSet mine, IReadOnlyList<string> codes, IEnumerable<string> resources) =>
        [.. resources.Where(resource => (mine.RowRule(resource) is not null || mine.HiddenFields(resource).Count > 0) && codes.Any(code => RowRules.Opens(code, resource)))];

    private static bool Covers(string wide, string code) => Parts(wide, code).All(pair => pair.First == "*" || pair.First == pair.Second);

    private static bool Meet(string one, string other) => Parts(one, other).All(pair => pair.First == "*" || pair.Second == "*" || pair.First == pair.Second);

    private static IEnumerable<(string First, string Second)> Parts(string one, string other) => one.Split(':').Zip(other.Split(':'));
}
