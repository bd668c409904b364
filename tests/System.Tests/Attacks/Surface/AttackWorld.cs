using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Ashlar.Core.Modules;
using Ashlar.Core.Storage;
using Ashlar.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Ashlar.System.Tests.Attacks.Surface;

/// <summary>
/// A host with an organisation that is attacked and one that attacks, both on the same tables and with every app, and a canary in the
/// database: whoever gets a statement of its own run wakes it.
/// </summary>
public sealed class AttackWorld(TestServer server) : IAsyncLifetime
{
    private const string Canary = """
        CREATE SEQUENCE public.attack_canary;
        GRANT USAGE ON SEQUENCE public.attack_canary TO PUBLIC;
        """;

    private readonly StaticIssuer _issuer = new();

    public TestHost Host { get; } = new(server);

    public Organisation Victim { get; private set; } = null!;

    public Organisation Attacker { get; private set; } = null!;

    /// <summary>One that has never heard of the others.</summary>
    public Organisation Spare { get; private set; } = null!;

    public HttpClient Operator { get; private set; } = null!;

    internal ApiMap Map { get; private set; } = null!;

    internal Belongings Theirs { get; private set; } = null!;

    internal Belongings Ours { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await Host.Start(prepare: Canary, settings: new Dictionary<string, string?>(StaticIssuer.Settings, StringComparer.Ordinal)
        {
            ["Identity:Hashing:MemoryKib"] = "64", ["Identity:Hashing:Operations"] = "1", ["Identity:LockAfter"] = "1000000", ["ASHLAR_PUBLIC_URL"] = "https://console.example.test/",
            // Whatever else listens on this machine is inside the house.
            ["ASHLAR_SIGN_IN_PORTS"] = $"{new Uri(_issuer.Address).Port}",
        });
        Map = await ApiMap.Of(Host);
        Operator = await Organisation.Operator(Host);
        string[] apps = [.. Ashlar.Host.Modules.All.Select(module => module.Id)];
        Victim = await Organisation.Make(Host, "victim-org", "shared", apps);
        Attacker = await Organisation.Make(Host, "attacker-org", "shared", apps);
        var registry = Host.Services.GetRequiredService<ModuleRegistry>();
        foreach (var organisation in new[] { Victim, Attacker })
        {
            // Under the largest plan there is, so that nothing stays out of reach for want of money.
            foreach (var plan in apps.Select(app => (App: app, registry.Find(app)?.Manifest.Plans[^1].Id)).Where(plan => plan.Id is not null))
                await Organisation.Data(await Operator.PostAsJsonAsync($"/api/v1/platform/tenants/{organisation.Id}/subscribe", new { module = plan.App, plan = plan.Id }));
            await Organisation.Data(await organisation.Admin.PostAsJsonAsync("/api/v1/crm/pipelines/setup", new { }));
        }

        // What is suspended in the course of an attack must not be whoever attacks.
        Spare = await Organisation.Make(Host, "spare-org", "shared", apps);
        Theirs = new Belongings(Host, Map, Victim, Operator, Victim, _issuer.Address);
        Ours = new Belongings(Host, Map, Attacker, Operator, Spare, _issuer.Address);
    }

    public async ValueTask DisposeAsync()
    {
        Operator?.Dispose();
        await Host.DisposeAsync();
        _issuer.Dispose();
    }

    /// <summary>Where the host keeps its files.</summary>
    internal string DataFolder => Path.Combine(server.DataFolder, Host.Connections.MainDatabase);

    /// <summary>The role of tenants' sessions.</summary>
    internal NpgsqlDataSource AppSource() => Host.Services.GetRequiredService<Databases>().App(Placement.Shared);

    internal Task<NpgsqlConnection> OpenOwner() => Host.Connections.OpenOwner("", CancellationToken.None);

    /// <summary>Whether any statement woke the canary.</summary>
    internal async Task<bool> CanaryWoke()
    {
        await using var owner = await OpenOwner();
        return await owner.Scalar<bool>("SELECT is_called FROM public.attack_canary", CancellationToken.None);
    }

    /// <summary>Values for the parameters in an operation's address.</summary>
    internal static async Task<Dictionary<string, string>> Ids(Operation operation, Belongings of)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var parameter in operation.In("path"))
            values[parameter.Name] = await of.Of(operation.KindOf(parameter.Name));
        return values;
    }

    /// <summary>Speaks with a key.</summary>
    internal HttpClient With(string key)
    {
        var client = Host.NewClient();
        client.DefaultRequestHeaders.Add("X-API-Key", key);
        return client;
    }

    internal static async Task<(int Status, string Text)> Send(HttpClient client, Operation operation, string path, JsonContent? body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(operation.Method), path) { Content = body };
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
        // A live stream never ends; that it began is the answer.
        return ((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType == "text/event-stream" ? "" : await answer.Content.ReadAsStringAsync(patience.Token));
    }
}
