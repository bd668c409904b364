using Ashlar.Contract.Modules;
using Ashlar.Core.Modules;
using Ashlar.Core.Modules.Manifests;

namespace Ashlar.Core.Tests.Modules;

[Trait("feature", "MOD-02")]
public sealed class ModuleGraphTests
{
    [Fact]
    public void A_missing_dependency_is_named()
    {
        var mistakes = Mistakes(Module("edge_deployment", "core", "security_advanced"));

        Assert.Equal(["edge_deployment: needs the module security_advanced, which is missing."], mistakes);
    }

    [Fact]
    public void A_cycle_is_named_once() =>
        Assert.Equal(["a: depends on itself: a → b → c → a."], Mistakes(Module("a", "b"), Module("b", "c"), Module("c", "a"), Module("d", "a")));

    [Fact]
    public void All_mistakes_come_at_once()
    {
        var mistakes = Mistakes(Module("a", "x"), Module("b", "y"), Module("c", "c"), Module("d") with { Manifest = Manifest("d") with { CoreVersionRequired = ">=9.0.0" } });

        Assert.Equal(4, mistakes.Count);
        Assert.Contains("d: needs core >=9.0.0, and this is 0.1.0.", mistakes);
        Assert.Contains("c: depends on itself: c → c.", mistakes);
    }

    [Fact]
    public void A_version_out_of_range_is_refused() => Assert.Equal(["a: needs b ^2.0.0, and 1.0.0 is here."],
        Mistakes(Module("a") with { Manifest = Manifest("a") with { Dependencies = [new ModuleDependency("b", "^2.0.0")] } }, Module("b")));

    [Fact]
    public void The_seventeen_modules_of_the_graph_fit() => Assert.Empty(Mistakes(
        Module("auth", "core"), Module("admin", "core", "auth"), Module("billing", "core", "auth"), Module("observability", "core"), Module("privacy", "core", "auth"), Module("mcp_auth", "core", "auth"),
        Module("telemetry", "core", "privacy"), Module("whitelabel", "core", "auth", "admin"), Module("security_advanced", "core", "auth"), Module("billing_advanced", "core", "auth", "billing"), Module("enterprise_sso", "core", "auth"),
        Module("performance", "core", "observability"), Module("marketplace", "core", "auth", "billing"), Module("edge_deployment", "core", "security_advanced"), Module("hybrid_deployment", "core", "edge_deployment"), Module("admin_crud", "core", "admin")));

    private static List<string> Mistakes(params InstalledModule[] modules) => [.. ModuleGraph.Mistakes(modules, "0.1.0")];

    private static InstalledModule Module(string id, params string[] needs) =>
        new(Manifest(id) with { Dependencies = [.. needs.Select(need => new ModuleDependency(need, "*"))] }, new ModuleBuilder(id, typeof(ModuleGraphTests).Assembly).Build(), Core: false);

    private static ModuleManifest Manifest(string id) => new() { Id = id, Name = id, Version = "1.0.0" };
}
