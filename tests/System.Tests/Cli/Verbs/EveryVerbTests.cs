using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Ashlar.Core.Storage;
using Ashlar.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Ashlar.System.Tests.Cli.Verbs;

/// <summary>A host whose log goes to a receiver on this machine, and that may ask an issuer there.</summary>
public sealed class VerbHost(TestServer server) : IAsyncLifetime
{
    private readonly UdpClient _receiver = new(new IPEndPoint(IPAddress.Loopback, 0));

    internal TestHost Host { get; } = new(server);

    internal StaticIssuer Issuer { get; } = new();

    public ValueTask InitializeAsync() => Host.Start(settings: new Dictionary<string, string?>(StaticIssuer.Settings, StringComparer.Ordinal) { ["ASHLAR_AUDIT_SYSLOG"] = $"udp://127.0.0.1:{((IPEndPoint)_receiver.Client.LocalEndPoint!).Port}" });

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        _receiver.Dispose();
        Issuer.Dispose();
    }
}

/// <summary>
/// Every verb that the program's own tree has, run against a host: what it does, and how it is refused. A verb that is missing in the table fails
/// the test, so none is shipped that nobody has ever run.
/// </summary>
[Trait("feature", "CLI-01")]
[Trait("feature", "CLI-02")]
public sealed class EveryVerbTests(VerbHost world) : IClassFixture<VerbHost>
{
    private const string Password = "Quartz-Meadow-77";

    private const string Alert = """
        INSERT INTO public.audit_alerts (tenant_id, id, created_at, updated_at, version, rule, subject, title, evidence) VALUES ($1, gen_random_uuid(), now(), now(), 1, 'verbs', 'test', 'A test', '{}') RETURNING id
        """;

    private static readonly IReadOnlyList<Step> _steps = [.. PeopleSteps.All, .. RowSteps.All, .. OperationSteps.All];

    private readonly TestHost _host = world.Host;
    private readonly Dictionary<string, string> _kept = new(StringComparer.Ordinal);

    [Fact]
    public async Task Every_verb_of_the_tree_does_its_work_and_is_refused_with_its_code()
    {
        using var cli = new CommandLine(_host.Address);
        await Prepare(cli);
        var failures = new ConcurrentQueue<string>();
        // What is refused to whoever asks, whenever, is asked at the end, several at once.
        var last = _steps.Where(step => step.Code is "usage" or "permission_denied" or "not_found").ToList();
        foreach (var step in _steps.Except(last))
        {
            // A request of the sender arrives between the steps.
            if (step is { Verb: "hook log", Exit: 0 })
                await Send();
            await Run(step);
        }

        await Parallel.ForEachAsync(last, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (step, _) => await Run(step));
        Assert.True(failures.IsEmpty, string.Join("\n\n", failures));

        async Task Run(Step step)
        {
            if (await Fault(cli, step) is { } fault)
                failures.Enqueue($"{step}: {fault}");
        }
    }

    [Fact]
    public async Task No_verb_of_the_tree_is_missing_in_the_table()
    {
        using var cli = new CommandLine(_host.Address);
        var tree = (await cli.Run("commands", "--json")).Ok().Json.AsArray().Select(one => (string)one!["command"]!).ToList();

        Assert.Empty(tree.Except(_steps.Where(step => step.Code is null).Select(step => step.Verb)));
        Assert.Empty(tree.Except(_steps.Where(step => step.Code is not null).Select(step => step.Verb)));
        Assert.Empty(_steps.Select(step => step.Verb).Except(tree));
    }

    private async Task Prepare(CommandLine cli)
    {
        var verbs = await Organisation.Make(_host, "verbs", apps: "crm");
        (await verbs.Person("stranger", "member")).Dispose();
        await SignIn(cli, "admin", "admin@verbs.test", Password);
        await SignIn(cli, "operator", "operator@localhost", Organisation.OperatorPassword);
        await SignIn(cli, "stranger", "stranger@verbs.test", Password);
        _kept["admin"] = (await Organisation.Data(await verbs.Admin.GetAsync("/api/v1/auth/me"))).GetProperty("attributes").GetProperty("user").GetProperty("id").GetString()!;
        _kept["folder"] = cli.Folder;
        _kept["issuer"] = world.Issuer.Address;
        _kept["alert"] = (await _host.Services.GetRequiredService<Databases>().System.Scalar<Guid>(Alert, CancellationToken.None, verbs.Id)).ToString();
        _kept["rows"] = cli.Write("rows.csv", "Company\nImported\n");
        _kept["letter"] = cli.Write("letter.txt", "Dear reader");
        _kept["note"] = cli.Write("note.txt", "Jane Doe, SSN 219-09-9999");
    }

    private static async Task SignIn(CommandLine cli, string profile, string email, string password) =>
        (await cli.Run(new Dictionary<string, string>(StringComparer.Ordinal) { ["ASHLAR_PASSWORD"] = password }, "login", email, "--profile", profile)).Ok();

    private async Task Send()
    {
        using var client = _host.NewClient();
        using var body = new StringContent("""{"type":"build","colour":"green"}""", Encoding.UTF8, "application/json");
        Assert.Equal(HttpStatusCode.Accepted, (await client.PostAsync(new Uri(_host.Address, new Uri(_host.Address, _kept["address"]).AbsolutePath), body)).StatusCode);
    }

    private async Task<string?> Fault(CommandLine cli, Step step)
    {
        var password = new Dictionary<string, string>(StringComparer.Ordinal) { ["ASHLAR_PASSWORD"] = step.As == "wrong" ? "wrong" : Password };
        for (var attempt = 0; ; attempt++)
        {
            var ran = await cli.Run(password, step.Input, step.Words(_kept));
            if (Fault(step, ran) is not { } fault)
                return null;
            if (!step.Eventually || attempt == 60)
                return $"{fault}\n  exit {ran.Exit}\n  {ran.Output.Trim()}\n  {ran.Errors.Trim()}";
            await Task.Delay(250);
        }
    }

    private string? Fault(Step step, Ran ran)
    {
        if (ran.Exit != step.Exit)
            return $"expected exit {step.Exit}";
        if (step.Code is not null)
            return ran.Errors.Length > 0 ? "it says something beside its JSON" : Value(ran, "error.code") is { } code && code == step.Code ? null : $"expected the code {step.Code}";
        if (step.Shows is { } shows && !ran.Output.Contains(shows.StartsWith('{') ? _kept[shows.Trim('{', '}')] : shows, StringComparison.Ordinal))
            return $"expected to read {shows}";
        if (step.Keep?.Split('=') is not [var keep, var path])
            return null;
        if (Value(ran, path) is not { } value)
            return $"there is no {path}";
        _kept[keep] = value;
        return null;
    }

    private static string? Value(Ran ran, string path)
    {
        var node = ran.Output.Trim().Length == 0 ? null : JsonNode.Parse(ran.Output);
        foreach (var part in path.Split('.'))
            node = node is JsonArray list ? (int.TryParse(part, out var at) && at < list.Count ? list[at] : null) : (node as JsonObject)?[part];
        return node?.ToString();
    }
}
