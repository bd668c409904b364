using Ashlar.Core.Observability.Sla;
using Ashlar.Core.Storage;
using Ashlar.Core.Tenancy.Settings;

namespace Ashlar.Core.Observability.Monitoring;

/// <summary>How many of the minutes the installation was up, and what is left of the time it may be down.</summary>
internal sealed record UptimeFigures(DateTimeOffset? Since, long Minutes, long MinutesUp, double TargetPercent)
{
    public double? Percent => Minutes == 0 ? null : Math.Round(100.0 * MinutesUp / Minutes, 4);

    /// <summary>Minutes that may be missed within the time, by the target.</summary>
    public double BudgetMinutes => Math.Round(Minutes * (100 - TargetPercent) / 100, 2);

    public long SpentMinutes => Minutes - MinutesUp;

    public double LeftMinutes => Math.Round(BudgetMinutes - SpentMinutes, 2);
}

/// <summary>Computes it from the minutes in which some host found itself well. The minute under way does not count yet.</summary>
internal sealed class Uptime(Databases databases, SettingValues settings, TimeProvider time)
{
    private const string Read = """
        SELECT greatest((SELECT min(minute) FROM public.minutes_up), date_trunc('minute', $1::timestamptz)),
               (SELECT count(*) FROM public.minutes_up WHERE minute >= date_trunc('minute', $1::timestamptz) AND minute < date_trunc('minute', $2::timestamptz))
        """;

    public async Task<UptimeFigures> Of(int days, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var (since, up) = await databases.System.First(Read, row => (row.Optional<DateTimeOffset?>(0), row.GetInt64(1)), cancel, now.AddDays(-days), now);
        var minutes = up == 0 || since is not { } first ? 0 : (long)Math.Max(0, (new DateTimeOffset(now.Ticks / TimeSpan.TicksPerMinute * TimeSpan.TicksPerMinute, TimeSpan.Zero) - first).TotalMinutes);
        return new UptimeFigures(up == 0 ? null : since, minutes, up, Promise.To(null, settings).Availability);
    }
}
