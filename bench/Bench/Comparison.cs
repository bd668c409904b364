using System.Diagnostics;
using System.Globalization;
using Ashlar.Core.Access;
using Ashlar.Core.Storage;
using Ashlar.Core.Storage.Embedded;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ashlar.Bench;

/// <summary>Measures the product and the bare program in turns on the same rows of the same database, so that only their ratio counts.</summary>
internal sealed class Comparison(BenchOptions options)
{
    private static readonly (string Name, string What, double Target)[] _loads =
    [
        ("R1", "get one", 0.60), ("R2", "list 25 filtered and sorted", 0.65), ("W1", "create", 0.50), ("W2", "patch one field", 0.50),
    ];

    private readonly string _data = Path.Combine(Path.GetTempPath(), $"ashlar-bench-{Environment.ProcessId}");

    private sealed record Measured(double Rate, double ProcessorMicroseconds);

    public async Task<int> Run()
    {
        var host = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../Host/release/Ashlar.Host"));
        var address = new Uri("http://127.0.0.1:4890");
        await using var server = new EmbeddedServer(new StorageOptions { DataFolder = Path.Combine(_data, "server") }, TimeProvider.System, NullLogger<EmbeddedServer>.Instance);
        var database = await server.Start(CancellationToken.None);
        var clock = Stopwatch.StartNew();
        using var product = Target.Launch(host, ["--urls", address.ToString().TrimEnd('/')], address, Installation.Environment(Path.Combine(_data, "host"), database));
        await product.Answers("/health/ready");
        var started = clock.Elapsed;
        Console.WriteLine($"The product was ready on an empty database after {started.TotalSeconds:0.0} s; making {options.Tenants} tenants × {options.Rows} rows.");
        var tenants = await new Installation(product, database).Prepare(options.Tenants, options.Rows);
        var bareAddress = new Uri("http://127.0.0.1:4891");
        using var bare = Target.Launch(Environment.ProcessPath!, ["bare", database, bareAddress.ToString().TrimEnd('/')], bareAddress, new Dictionary<string, string>(StringComparer.Ordinal));
        await bare.Answers($"/{tenants[0].Id}/accounts/{tenants[0].Rows[0]}");

        Console.WriteLine($"{Environment.ProcessorCount} processors, {options.Connections} connections, {options.Rounds} rounds of {options.Seconds} s, median; processor time is that of server and database per answer.");
        Console.WriteLine("load                              product/s   bare/s  ratio  target  product µs  bare µs  ratio");
        var met = true;
        foreach (var (name, what, target) in _loads)
        {
            var ours = new List<Measured>();
            var theirs = new List<Measured>();
            for (var round = -1; round < options.Rounds; round++)
            {
                // The first round warms both up and counts for nothing.
                var seconds = round < 0 ? 2 : options.Seconds;
                var (a, b) = (await Measure(product, Requests(name, tenants, bare: false), seconds), await Measure(bare, Requests(name, tenants, bare: true), seconds));
                if (round < 0)
                    continue;
                ours.Add(a);
                theirs.Add(b);
            }

            var (x, y) = (Median(ours), Median(theirs));
            met &= x.Rate / y.Rate >= target;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} {what,-28} {x.Rate,11:0} {y.Rate,8:0} {x.Rate / y.Rate,6:0.00} {target,7:0.00} {x.ProcessorMicroseconds,11:0} {y.ProcessorMicroseconds,8:0} {x.ProcessorMicroseconds / y.ProcessorMicroseconds,6:0.00}"));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"A permission check takes {PermissionCheck() * 1e9:0} ns. Peak memory of the product under load: {product.PeakMemory():0} MiB."));
        return met ? 0 : 1;
    }

    private async Task<Measured> Measure(Target target, IReadOnlyList<Request> requests, int seconds)
    {
        var before = target.ProcessorSeconds() + Target.DatabaseSeconds(_data);
        var rate = await Load.Run(target.Address, requests, options.Connections, seconds);
        var used = target.ProcessorSeconds() + Target.DatabaseSeconds(_data) - before;
        return new Measured(rate, used / (rate * seconds) * 1e6);
    }

    private static List<Request> Requests(string load, IReadOnlyList<Installation.Tenant> tenants, bool bare)
    {
        var requests = new List<Request>();
        for (var i = 0; i < 20; i++)
        {
            foreach (var tenant in tenants)
            {
                var root = bare ? $"/{tenant.Id}/accounts" : "/api/v1/crm/accounts";
                var token = bare ? "none" : $"Bearer {tenant.Token}";
                requests.Add(load switch
                {
                    "R1" => new Request("GET", $"{root}/{tenant.Rows[i % tenant.Rows.Count]}", token, null),
                    "R2" => new Request("GET", bare ? $"{root}?status=active" : $"{root}?filter[status][eq]=active&sort=-created_at", token, null),
                    "W1" => new Request("POST", root, token, """{"name":"New account","status":"prospect","phone":"030 123456","city":"Kiel","email":"new@example.test"}"""),
                    _ => new Request("PATCH", $"{root}/{tenant.Rows[i % tenant.Rows.Count]}", token, $$"""{"city":"City {{Stopwatch.GetTimestamp() % 100000}}"}"""),
                });
            }
        }

        return requests;
    }

    /// <summary>Seconds for one check in a set of fifty exact codes and five patterns.</summary>
    private static double PermissionCheck()
    {
        const int Checks = 5_000_000;
        var set = new PermissionSet([.. Enumerable.Range(0, 50).Select(n => $"crm:resource{n}:read"), "crm:*:read", "org:*:read", "*:accounts:export", "sales:deals:*", "meta:*:*"], ["crm:secrets:*"]);
        var clock = Stopwatch.StartNew();
        var allowed = 0;
        for (var i = 0; i < Checks; i++)
            allowed += set.Allows(i % 2 == 0 ? "crm:accounts:update" : "crm:deals:read") ? 1 : 0;
        return clock.Elapsed.TotalSeconds / Checks + (allowed < 0 ? 1 : 0);
    }

    private static Measured Median(List<Measured> all) => all.OrderBy(one => one.Rate).ElementAt(all.Count / 2);
}
