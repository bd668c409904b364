using System.Text.Json;
using Ashlar.Core.Modules.Manifests;
using Ashlar.TestKit;
using NuGet.Versioning;

namespace Ashlar.Core.Tests.Modules;

[Trait("feature", "MOD-05")]
public sealed class ManifestTests
{
    private const string Good = """{"id":"financial","name":"Financial","version":"1.0.0","core_version_required":">=0.1.0"}""";

    [Fact]
    public void A_short_manifest_is_enough()
    {
        var (manifest, errors) = Read(Good);

        Assert.Empty(errors);
        Assert.Equal("financial", manifest!.Id);
    }

    [Fact]
    public void The_published_schema_knows_the_same_members_and_names()
    {
        var schema = JsonElement.Parse(File.ReadAllText(Path.Combine(Folders.Repository, "docs/schemas/module-v2.json")));

        Assert.Equal(ManifestReader.Members.Order(), schema.GetProperty("properties").EnumerateObject().Select(member => member.Name).Order());
        Assert.Equal(ManifestReader.Reserved, schema.GetProperty("properties").GetProperty("id").GetProperty("not").GetProperty("enum").EnumerateArray().Select(name => name.GetString()));
        Assert.Equal(ManifestReader.SecurityLevels, schema.GetProperty("properties").GetProperty("security_level").GetProperty("enum").EnumerateArray().Select(level => level.GetString()));
    }

    [Fact]
    public void Every_mistake_is_listed_with_its_place()
    {
        var (manifest, errors) = Read("""
            {
              "id": "Financial", "version": "one", "core_version_required": "soon", "security_level": "secret", "colour": "red", "schema_version": 1,
              "dependencies": [{"id": "crm", "version": "x"}, 5],
              "canonical_models": {"User": "maybe"},
              "rate_limits": {"login": "often"},
              "permissions": ["financial:accounts:read", "financial:accounts:read", "financial:accounts", "crm:accounts:read", {"code": "Financial:a:b"}],
              "features": ["reports", "reports"],
              "limits": ["accounts"],
              "plans": [{"id": "a", "name": "A", "features": ["nothing"], "limits": {"accounts": -1, "users": 3}, "price": {"amount": "much", "currency": "EUR"}}, {"id": "a"}],
              "routes": [{"path": "/api/v1/auth/login", "component": "x"}, {"path": "/settings", "component": "x", "permission": "a:b"}, {"path": "financial"}],
              "menu": [{"id": "m", "label": "M", "path": "/Financial/x"}, {"id": "m", "label": "M", "path": "/other"}],
              "settings": {"key": "${NOT_SET}"}
            }
            """);

        Assert.Null(manifest);
        string[] paths =
        [
            "$.colour", "$.id", "$.schema_version", "$.name", "$.version", "$.core_version_required", "$.security_level", "$.dependencies[0].version", "$.dependencies[1]", "$.canonical_models.User", "$.rate_limits.login",
            "$.permissions[0]", "$.permissions[1]", "$.permissions[2]", "$.permissions[3]", "$.permissions[4]", "$.features[1]", "$.plans[0].features[0]", "$.plans[0].limits.accounts", "$.plans[0].limits.users", "$.plans[0].price.amount",
            "$.plans[1].id", "$.plans[1].name", "$.routes[0].path", "$.routes[1].path", "$.routes[1].permission", "$.routes[2].path", "$.routes[2].component", "$.menu[1].id", "$.menu[1].path", "$.settings.key",
        ];
        Assert.Equal([], paths.Except(errors.Select(error => error.Path)));
    }

    [Theory]
    [Trait("feature", "MOD-21")]
    [InlineData("auth")]
    [InlineData("rbac")]
    [InlineData("org")]
    [InlineData("menu")]
    [InlineData("settings")]
    [InlineData("core")]
    [InlineData("platform")]
    public void No_module_takes_a_name_of_the_core(string id) =>
        Assert.Contains(Read(Good.Replace("financial", id, StringComparison.Ordinal)).Errors, error => error.Path == "$.id" && error.Message.Contains("reserved", StringComparison.Ordinal));

    [Fact]
    [Trait("feature", "MOD-04")]
    public void Yaml_says_the_same_and_takes_values_from_the_environment()
    {
        var (manifest, errors) = ManifestReader.Read("""
            id: billing
            name: Billing
            version: 1.2.0
            core_version_required: "^0.1"
            plans:
              - id: basic
                name: Basic
                price: {amount: "9.90", currency: EUR}
            settings:
              provider: stripe
              webhook_secret: ${STRIPE_WEBHOOK_SECRET}
              retries: 3
              strict: true
            """, name => name == "STRIPE_WEBHOOK_SECRET" ? "whsec_1" : null);

        Assert.Empty(errors);
        Assert.Equal("whsec_1", manifest!.Settings["webhook_secret"].GetString());
        Assert.Equal(3, manifest.Settings["retries"].GetInt32());
        Assert.True(manifest.Settings["strict"].GetBoolean());
        Assert.Equal(9.90m, manifest.Plans[0].Price!.Amount);
    }

    [Fact]
    [Trait("feature", "MOD-04")]
    public void The_operators_file_of_settings_is_read()
    {
        var (values, errors) = PlatformManifest.Read("""
            modules:
              - name: auth
                config:
                  mfa_required: true
                  session_timeout: 3600
              - name: billing
                config:
                  provider: stripe
                  webhook_secret: ${STRIPE_WEBHOOK_SECRET}
              - name: telemetry
                config:
                  sample_rate: 0.1
                  privacy_mode: strict
            """, _ => "whsec_1");

        Assert.Empty(errors);
        Assert.Equal(3600, values["auth.session_timeout"].GetInt32());
        Assert.Equal("whsec_1", values["billing.webhook_secret"].GetString());
        Assert.Equal(0.1m, values["telemetry.sample_rate"].GetDecimal());
    }

    [Theory]
    [InlineData("not json {")]
    [InlineData("{\"id\":\"a\",\"id\":\"b\"}")]
    [InlineData("a: &x [*x]")]
    [InlineData("[]")]
    [InlineData("")]
    public void What_is_no_manifest_is_refused_in_words(string text) => Assert.NotEmpty(Read(text).Errors);

    [Theory]
    [InlineData(">=1.0.0 <2.0.0", "1.9.9", true)]
    [InlineData(">=1.0.0 <2.0.0", "2.0.0", false)]
    [InlineData("^1.2.0", "1.9.0", true)]
    [InlineData("^1.2.0", "2.0.0", false)]
    [InlineData("^0.1", "0.2.0", false)]
    [InlineData("~1.2.0", "1.2.9", true)]
    [InlineData("~1.2.0", "1.3.0", false)]
    [InlineData("1.0.0 || >=3", "3.1.0", true)]
    [InlineData("*", "9.9.9", true)]
    public void Ranges_mean_what_people_expect(string range, string version, bool inside)
    {
        Assert.True(SemverRange.TryParse(range, out var parsed));
        Assert.Equal(inside, parsed.Contains(SemanticVersion.Parse(version)));
    }

    private static (ModuleManifest? Manifest, IReadOnlyList<ManifestError> Errors) Read(string text) => ManifestReader.Read(text, _ => null);
}
