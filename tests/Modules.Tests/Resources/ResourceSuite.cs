using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Ashlar.Contract.Modules;
using Ashlar.Contract.Resources;
using Ashlar.TestKit;

namespace Ashlar.Modules.Tests.Resources;

/// <summary>Two organisations in different placements, and a person of the first without any role.</summary>
public sealed class TwoOrganisations(TestServer server) : IAsyncLifetime
{
    private readonly TestHost _host = new(server);

    public Organisation Ours { get; private set; } = null!;

    public Organisation Theirs { get; private set; } = null!;

    public HttpClient Nobody { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await _host.InitializeAsync();
        string[] apps = [.. Host.Modules.All.Select(module => module.Id)];
        Ours = await Organisation.Make(_host, "ours", "shared", apps);
        Theirs = await Organisation.Make(_host, "theirs", "schema", apps);
        // Deals stand on the pipeline that is the default, and the suite makes pipelines without stages.
        foreach (var organisation in new[] { Ours, Theirs })
            await Organisation.Data(await organisation.Admin.PostAsJsonAsync("/api/v1/crm/pipelines/setup", new { }));
        Nobody = await Ours.Person("nobody");
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();
}

/// <summary>What every resource of every module gets from its definition, proven for each of them.</summary>
[Trait("feature", "CRD-01")]
public sealed class ResourceSuite(TwoOrganisations world) : IClassFixture<TwoOrganisations>
{
    private static readonly IReadOnlyList<ResourceDefinition> _definitions = [.. Host.Modules.All.SelectMany(module =>
    {
        var builder = new ModuleBuilder(module.Id, module.Module.GetType().Assembly);
        module.Module.Define(builder);
        return builder.Build().Resources;
    })];

    public static TheoryData<string> Writable => [.. _definitions.Where(d => d.Operations.HasFlag(Operations.Create) && d.Operations.HasFlag(Operations.Update)).Select(d => d.Path)];

    public static TheoryData<string> All => [.. _definitions.Select(d => d.Path)];

    [Theory, MemberData(nameof(Writable)), Trait("feature", "TEN-01")]
    public async Task Another_organisation_sees_and_changes_nothing(string path)
    {
        var row = $"{path}/{Id(await new SampleRows(world.Ours.Admin).Create(path))}";
        var them = world.Theirs.Admin;

        Assert.Equal("not_found", await Organisation.Refused(await them.GetAsync(row), HttpStatusCode.NotFound));
        Assert.Equal("not_found", await Organisation.Refused(await them.GetAsync($"{row}/revisions"), HttpStatusCode.NotFound));
        Assert.Equal("not_found", await Organisation.Refused(await them.PatchAsync(row, Json("{}")), HttpStatusCode.NotFound));
        Assert.Equal("not_found", await Organisation.Refused(await them.DeleteAsync(row), HttpStatusCode.NotFound));
        Assert.DoesNotContain(await Organisation.Rows(them, $"{path}?limit=200&deleted=with"), other => row.EndsWith(Id(other), StringComparison.Ordinal));
        var bulk = await Organisation.Data(await them.PostAsJsonAsync($"{path}/bulk", new { op = "delete", ids = new[] { row[(row.LastIndexOf('/') + 1)..] } }));
        Assert.Equal(0, bulk.GetProperty("succeeded").GetInt32());
        await Organisation.Data(await world.Ours.Admin.GetAsync(row));
    }

    [Theory, MemberData(nameof(All)), Trait("feature", "RBC-01")]
    public async Task Without_a_role_everything_is_refused_by_name(string path)
    {
        var permission = $"{path.Split('/')[3]}:{path.Split('/')[4]}";
        foreach (var (method, route, action) in new[] { ("GET", "", "read"), ("GET", $"/{Guid.Empty}", "read"), ("GET", "/aggregate", "read"), ("GET", "/export?format=csv", "export") })
        {
            var response = await world.Nobody.SendAsync(new HttpRequestMessage(new HttpMethod(method), path + route));
            Assert.Equal("permission_denied", await Organisation.Refused(response, HttpStatusCode.Forbidden));
            Assert.Contains($"{permission}:{action}", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [Theory, MemberData(nameof(Writable)), Trait("feature", "RBC-01")]
    public async Task Without_a_role_nothing_is_written(string path)
    {
        var row = $"{path}/{Id(await new SampleRows(world.Ours.Admin).Create(path))}";

        Assert.Equal("permission_denied", await Organisation.Refused(await world.Nobody.PostAsJsonAsync(path, new { }), HttpStatusCode.Forbidden));
        Assert.Equal("permission_denied", await Organisation.Refused(await world.Nobody.PatchAsync(row, Json("{}")), HttpStatusCode.Forbidden));
        Assert.Equal("permission_denied", await Organisation.Refused(await world.Nobody.PutAsync(row, Json("{}")), HttpStatusCode.Forbidden));
        Assert.Equal("permission_denied", await Organisation.Refused(await world.Nobody.PostAsJsonAsync($"{path}/bulk", new { op = "delete", ids = Array.Empty<string>() }), HttpStatusCode.Forbidden));
    }

    [Theory, MemberData(nameof(Writable))]
    public async Task A_change_of_an_old_version_is_refused(string path)
    {
        var row = $"{path}/{Id(await new SampleRows(world.Ours.Admin).Create(path))}";
        using var request = new HttpRequestMessage(HttpMethod.Patch, row) { Content = Json("{}") };
        request.Headers.IfMatch.Add(new EntityTagHeaderValue("\"0\""));

        Assert.Equal("version_conflict", await Organisation.Refused(await world.Ours.Admin.SendAsync(request), HttpStatusCode.PreconditionFailed));
    }

    [Theory, MemberData(nameof(Writable))]
    public async Task A_field_that_does_not_exist_is_refused_by_name(string path)
    {
        var body = await new SampleRows(world.Ours.Admin).Body(path);
        body["no_such_field"] = 1;
        var response = await world.Ours.Admin.PostAsync(path, Json(body.ToJsonString()));

        Assert.Equal("unknown_field", await Organisation.Refused(response, HttpStatusCode.UnprocessableEntity));
        Assert.Contains("no_such_field", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Writable)), Trait("feature", "TEN-06")]
    public async Task Nobody_sets_what_the_platform_sets(string path)
    {
        var body = await new SampleRows(world.Ours.Admin).Body(path);
        body["tenant_id"] = world.Theirs.Id.ToString();
        body["created_at"] = "2020-01-01T00:00:00Z";

        await Organisation.Refused(await world.Ours.Admin.PostAsync(path, Json(body.ToJsonString())), HttpStatusCode.UnprocessableEntity);
    }

    [Theory, MemberData(nameof(Writable)), Trait("feature", "API-04")]
    public async Task Paging_neither_repeats_nor_loses_rows_while_others_are_added(string path)
    {
        var samples = new SampleRows(world.Ours.Admin);
        var expected = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < 3; i++)
            expected.Add(Id(await samples.Create(path)));

        var seen = new List<string>();
        for (var next = $"{path}?limit=1&sort=created_at"; next is not null;)
        {
            var page = JsonElement.Parse(await world.Ours.Admin.GetStringAsync(next));
            seen.AddRange(page.GetProperty("data").EnumerateArray().Select(Id));
            if (seen.Count == 1)
                await samples.Create(path);
            next = page.GetProperty("links").TryGetProperty("next", out var link) ? link.GetString() : null;
        }

        Assert.Equal(seen.Count, seen.Distinct(StringComparer.Ordinal).Count());
        Assert.Subset(seen.ToHashSet(StringComparer.Ordinal), expected);
    }

    private static string Id(JsonElement row) => row.GetProperty("id").GetString()!;

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");
}
