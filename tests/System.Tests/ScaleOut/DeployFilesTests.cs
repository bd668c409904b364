using System.Text.RegularExpressions;
using Ashlar.Core.Storage.Embedded;
using Ashlar.TestKit;
using YamlDotNet.RepresentationModel;

namespace Ashlar.System.Tests.ScaleOut;

/// <summary>The files under deploy/ name only what exists and keep to what the platform promises.</summary>
public sealed partial class DeployFilesTests : IDisposable
{
    private static readonly string _deploy = Path.Combine(Folders.Repository, "deploy");
    private static readonly IReadOnlyList<YamlMappingNode> _objects = [.. Directory.GetFiles(Path.Combine(_deploy, "kubernetes"), "*.yaml").SelectMany(Documents)];

    private readonly string _folder = Directory.CreateTempSubdirectory("ashlar-deploy-").FullName;

    [Fact]
    [Trait("feature", "DEP-01")]
    public void Every_pod_runs_without_rights_on_a_read_only_file_system_with_probes_and_limits()
    {
        Assert.Equal(4, _objects.Count(item => Text(item, "kind") == "Namespace"));
        var deployments = _objects.Where(item => Text(item, "kind") == "Deployment").ToList();
        Assert.Equal(["core", "gateway"], deployments.Select(Name).Order(StringComparer.Ordinal));
        foreach (var pod in deployments.Select(item => At(item, "spec", "template", "spec")))
        {
            Assert.Equal("true", Text(pod, "securityContext", "runAsNonRoot"));
            Assert.Equal("false", Text(pod, "automountServiceAccountToken"));
            foreach (var container in Items(pod, "containers"))
            {
                Assert.Equal("true", Text(container, "securityContext", "readOnlyRootFilesystem"));
                Assert.Equal("false", Text(container, "securityContext", "allowPrivilegeEscalation"));
                Assert.NotEmpty(Text(container, "resources", "limits", "memory"));
                Assert.StartsWith("/health/ready", Text(container, "readinessProbe", "httpGet", "path"), StringComparison.Ordinal);
                At(container, "livenessProbe");
            }
        }

        var core = deployments.Single(item => Name(item) == "core");
        Assert.Equal("3", Text(core, "spec", "replicas"));
        // A stop may take 25 seconds of requests, five of the rest, five of waiting before.
        Assert.True(int.Parse(Text(core, "spec", "template", "spec", "terminationGracePeriodSeconds")) >= 35);
    }

    [Fact]
    [Trait("feature", "DEP-01")]
    public void Whatever_an_object_points_at_is_there()
    {
        var manual = File.ReadAllText(Path.Combine(Folders.Repository, "docs/ops/deploy.md"));
        var namespaces = _objects.Where(item => Text(item, "kind") == "Namespace").Select(Name).ToHashSet(StringComparer.Ordinal);
        foreach (var item in _objects.Where(item => Text(item, "kind") is not ("Namespace" or "Kustomization")))
            Assert.Contains(Text(item, "metadata", "namespace"), namespaces);
        var pods = _objects.Where(item => Text(item, "kind") == "Deployment").Select(item => Text(item, "spec", "template", "metadata", "labels", "app.kubernetes.io/name")).ToHashSet(StringComparer.Ordinal);
        foreach (var service in _objects.Where(item => Text(item, "kind") == "Service"))
            Assert.Contains(Text(service, "spec", "selector", "app.kubernetes.io/name"), pods);
        foreach (var disruption in _objects.Where(item => Text(item, "kind") == "PodDisruptionBudget"))
            Assert.Contains(Text(disruption, "spec", "selector", "matchLabels", "app.kubernetes.io/name"), pods);
        // Secrets are made by hand, as the manual says.
        foreach (var secret in (string[])["gateway-tls", "database-owner", "generic ashlar "])
            Assert.Contains(secret, manual, StringComparison.Ordinal);
        var listed = Items((YamlMappingNode)Documents(Path.Combine(_deploy, "kubernetes/kustomization.yaml")).Single(), "resources").Select(node => ((YamlScalarNode)node).Value).ToHashSet(StringComparer.Ordinal);
        Assert.Equal(Directory.GetFiles(Path.Combine(_deploy, "kubernetes"), "*.yaml").Select(Path.GetFileName).Where(name => name != "kustomization.yaml").ToHashSet(StringComparer.Ordinal), listed);
    }

    [Fact]
    [Trait("feature", "DEP-02")]
    public void Production_serves_everything_through_nginx_and_hides_the_database()
    {
        var compose = Documents(Path.Combine(_deploy, "compose.yml")).Single();
        var services = (YamlMappingNode)At(compose, "services");

        Assert.Equal(["gateway"], services.Children.Where(service => ((YamlMappingNode)service.Value).Children.ContainsKey("ports")).Select(service => ((YamlScalarNode)service.Key).Value));
        Assert.Equal("3", Text(services, "core", "deploy", "replicas"));
        Assert.Equal(["inside"], Items(services, "database", "networks").Select(node => ((YamlScalarNode)node).Value));
        Assert.Equal("true", Text(compose, "networks", "inside", "internal"));
        // Nothing secret has a value in the file.
        var environment = ((YamlMappingNode)At(services, "core", "environment")).Children;
        Assert.All(environment.Where(pair => pair.Key.ToString().EndsWith("KEY", StringComparison.Ordinal) || pair.Key.ToString().EndsWith("PASSWORD", StringComparison.Ordinal)), pair => Assert.StartsWith("${", pair.Value.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    [Trait("feature", "DEP-02")]
    public void Every_setting_that_is_handed_to_a_host_is_one_it_reads()
    {
        var source = string.Join('\n', Directory.GetFiles(Path.Combine(Folders.Repository, "src"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText));
        var named = Directory.GetFiles(_deploy, "*.y*ml", SearchOption.AllDirectories).SelectMany(file => Setting().Matches(File.ReadAllText(file))).Select(match => match.Value)
            .Concat(Setting().Matches(File.ReadAllText(Path.Combine(Folders.Repository, "docs/ops/deploy.md"))).Select(match => match.Value))
            .Distinct(StringComparer.Ordinal).Except(["ASHLAR_IMAGE", "ASHLAR_PROXIES", "ASHLAR_DATABASE_PASSWORD"]);

        Assert.All(named, name => Assert.Contains($"\"{name}\"", source, StringComparison.Ordinal));
    }

    [Fact]
    [Trait("feature", "DEP-02")]
    public async Task Nginx_accepts_what_it_is_given()
    {
        Assert.SkipWhen(Gateway.Program is null, "nginx is not installed.");
        foreach (var file in Directory.GetFiles(Path.Combine(_deploy, "nginx"), "*.conf", SearchOption.AllDirectories))
            await File.WriteAllTextAsync(Path.Combine(_folder, Path.GetFileName(file)), (await File.ReadAllTextAsync(file)).Replace("server core:", "server 127.0.0.1:", StringComparison.Ordinal).Replace("tls/tls.", $"{_folder}/tls.", StringComparison.Ordinal));
        Gateway.Certificate(_folder);

        var (code, output) = await Programs.Run(Gateway.Program, ["-t", "-p", _folder, "-c", Path.Combine(_folder, "nginx.conf"), "-e", "stderr", "-g", $"pid {_folder}/pid;"], TestContext.Current.CancellationToken);

        Assert.True(code == 0, output);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static IEnumerable<YamlMappingNode> Documents(string file)
    {
        using var reader = new StreamReader(file);
        var stream = new YamlStream();
        stream.Load(reader);
        return stream.Documents.Select(document => (YamlMappingNode)document.RootNode);
    }

    private static string Name(YamlNode item) => Text(item, "metadata", "name");

    private static string Text(YamlNode item, params string[] path) => ((YamlScalarNode)At(item, path)).Value ?? "";

    private static IEnumerable<YamlNode> Items(YamlNode item, params string[] path) => (YamlSequenceNode)At(item, path);

    private static YamlNode At(YamlNode item, params string[] path) =>
        path.Aggregate(item, (node, key) => ((YamlMappingNode)node).Children.TryGetValue(key, out var found) ? found : throw new KeyNotFoundException($"{string.Join('.', path)} is missing in {item}"));

    [GeneratedRegex("ASHLAR_[A-Z_]+")]
    private static partial Regex Setting();
}
