using System.Diagnostics;
using System.Globalization;
using Ashlar.Core.Access;
using Npgsql;

namespace Ashlar.Bench;

/// <summary>Measures the product and the bare program in turns on the same rows of the same database, so that only their ratio counts.</summary>
internal sealed class Comparison(BenchOptions options)
{
    /// <summary>Seconds of each load before anything counts.</summary>
    private const int WarmUp = 15;

    private static readonly (string Name, string What, double Target)[] _loads =
    [
        ("R1", "get one", 0.60), ("R2", "list 25 filtered and sorted", 0.65), ("W1", "create", 0.50), ("W2", "patch one field", 0.50),
    ];

    public async Task<int> Run()
    {
        await using var started = await Product.Start();
        var (product, database) = (started.Target, started.Database);
        Console.WriteLine($"The product was ready on an empty database after {started.Started.TotalSeconds:0.0} s; making {options.Tenants} tenants × {options.Rows} rows.");
        var tenants = await new Installation(product, database).Prepare(options.Tenants, options.Rows);
        var bareAddress = new Uri("http://127.0.0.1:4891");
        using var bare = Target.Launch(Environment.ProcessPath!, ["bare", database, bareAddress.ToString().TrimEnd('/')], bareAddress, new Dictionary<string, string>(StringComparer.Ordinal));
        await bare.Answers($"/{tenants[0].Id}/accounts/{tenants[0].Rows[0]}");

        Console.WriteLine($"{Environment.ProcessorCount} processors, {options.Connections} connections, {options.Rounds} rounds of {options.Seconds} s, median; processor time is that of server and database per answer.");
        Console.WriteLine("load                              product/s   bare/s  ratio  target  product µs (server + database)  bare µs (server + database)  ratio");
        // Servers run for weeks: what the compiler does to code in its first half minute is not what is compared.
        foreach (var (name, _, _) in _loads)
            await Both(name, WarmUp);
        // Reads pay for no entries of writes before them; writes pay for the sealing of theirs while they run.
        await Sealed(database);
        product.ForgetPeak();
        var met = true;
        foreach (var (name, what, target) in _loads)
        {
            var ours = new List<Measured>();
            var theirs = new List<Measured>();
            for (var round = 0; round < options.Rounds; round++)
            {
                var (a, b) = await Both(name, options.Seconds);
                ours.Add(a);
                theirs.Add(b);
            }

            var (x, y) = (Measured.Median(ours), Measured.Median(theirs));
            met &= x.Rate / y.Rate >= target;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} {what,-28} {x.Rate,11:0} {y.Rate,8:0} {x.Rate / y.Rate,6:0.00} {target,7:0.00} {x.ProcessorMicroseconds,11:0} {$"({x.ServerMicroseconds:0} + {x.DatabaseMicroseconds:0})",-20} {y.ProcessorMicroseconds,7:0} {$"({y.ServerMicroseconds:0} + {y.DatabaseMicroseconds:0})",-20} {x.ProcessorMicroseconds / y.ProcessorMicroseconds,5:0.00}"));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"A permission check takes {PermissionCheck() * 1e9:0} ns. Peak memory of the product under load: {product.PeakMemory():0} MiB."));
        return met ? 0 : 1;

        async Task<(Measured Product, Measured Bare)> Both(string name, int seconds) =>
            (await Measured.Take(product, started.Data, Loads.Requests(name, tenants, bare: false), options.Connections, seconds), await Measured.Take(bare, started.Data, Loads.Requests(name, tenants, bare: true), options.Connections, seconds));
    }

    private static async Task Sealed(string database)
    {
        await using var source = NpgsqlDataSource.Create(database);
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < TimeSpan.FromMinutes(3); await Task.Delay(500))
        {
            await using var command = source.CreateCommand("SELECT (SELECT count(*) FROM public.audit_logs) = (SELECT count(*) FROM public.audit_leaves)");
            if (await command.ExecuteScalarAsync() is true)
                return;
        }

        throw new InvalidOperationException("The entries of the log are not sealed within three minutes.");
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
}
