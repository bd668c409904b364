namespace Ashlar.Bench;

/// <summary>Answers a second, and the processor time of server and database for each.</summary>
internal sealed record Measured(double Rate, double ServerMicroseconds, double DatabaseMicroseconds)
{
    public double ProcessorMicroseconds => ServerMicroseconds + DatabaseMicroseconds;

    public static async Task<Measured> Take(Target target, string databases, IReadOnlyList<Request> requests, int connections, int seconds)
    {
        var (server, database) = (target.ProcessorSeconds(), Target.DatabaseSeconds(databases));
        var rate = await Load.Run(target.Address, requests, connections, seconds);
        return new Measured(rate, Each(target.ProcessorSeconds() - server), Each(Target.DatabaseSeconds(databases) - database));

        double Each(double used) => used / (rate * seconds) * 1e6;
    }

    public static Measured Median(IEnumerable<Measured> all)
    {
        var sorted = all.OrderBy(one => one.Rate).ToList();
        return sorted[sorted.Count / 2];
    }
}
