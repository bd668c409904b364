using System.Globalization;
using Npgsql;

namespace Ashlar.Bench;

/// <summary>
/// What the audit entries of writes cost: the same product with its entries kept and sealed, and with a rule in this database that drops them.
/// The product has no such switch; its own gate and its verification would report the rule.
/// </summary>
internal sealed class AuditCost(BenchOptions options)
{
    private const double Target = 0.85;
    private const string Off = "CREATE RULE bench_off AS ON INSERT TO public.audit_logs DO INSTEAD NOTHING";
    private const string On = "DROP RULE bench_off ON public.audit_logs";

    public async Task<int> Run()
    {
        await using var started = await Product.Start();
        var (product, database) = (started.Target, started.Database);
        var tenants = await new Installation(product, database).Prepare(options.Tenants, options.Rows);
        await using var owner = NpgsqlDataSource.Create(database);
        Console.WriteLine("load                       with audit/s  without/s  ratio  target");
        var met = true;
        foreach (var name in new[] { "W1", "W2" })
        {
            var (with, without) = await InTurns(started, owner, Loads.Requests(name, tenants, bare: false));
            met &= name != "W1" || with.Rate / without.Rate >= Target;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-24} {with.Rate,14:0} {without.Rate,10:0} {with.Rate / without.Rate,6:0.00} {(name == "W1" ? "0.85" : ""),7}"));
        }

        return met ? 0 : 1;
    }

    private async Task<(Measured With, Measured Without)> InTurns(Product started, NpgsqlDataSource owner, IReadOnlyList<Request> requests)
    {
        var (with, without) = (new List<Measured>(), new List<Measured>());
        for (var round = -1; round < options.Rounds; round++)
        {
            // The first round warms up and counts for nothing.
            var seconds = round < 0 ? 2 : options.Seconds;
            var kept = await Measured.Take(started.Target, started.Data, requests, options.Connections, seconds);
            await Execute(owner, Off);
            var dropped = await Measured.Take(started.Target, started.Data, requests, options.Connections, seconds);
            await Execute(owner, On);
            if (round < 0)
                continue;
            with.Add(kept);
            without.Add(dropped);
        }

        return (Measured.Median(with), Measured.Median(without));
    }

    private static async Task Execute(NpgsqlDataSource owner, string sql)
    {
        await using var command = owner.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
