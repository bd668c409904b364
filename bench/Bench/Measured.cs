namespace Ashlar.Bench;

/// <summary>Answers a second, and the processor time of server and database for each.</summary>
internal sealed record Measured(double Rate, double ProcessorMicroseconds)
{
    public static async Task<Measured> Take(Target target, string databases, IReadOnlyList<Request> requests, int connections, int seconds)
    {
        var before = target.ProcessorSeconds() + Target.DatabaseSeconds(databases);
        var rate = await Load.Run(target.Address, requests, connections, seconds);
        var used = target.ProcessorSeconds() + Target.DatabaseSeconds(databases) - before;
        return new Measured(rate, used / (rate * seconds) * 1e6);
    }

    public static Measured Median(IEnumerable<Measured> all)
    {
        var sorted = all.OrderBy(one => one.Rate).ToList();
        return sorted[sorted.Count / 2];
    }
}
