using Quartz;

namespace Ashlar.Core.Jobs.Schedules;

/// <summary>When a job is due: at a fixed distance counted from 1970, or at the times a crontab line of five fields names in a time zone.</summary>
internal sealed record Timing
{
    private Timing()
    {
    }

    public TimeSpan? Interval { get; private init; }

    public string? Expression { get; private init; }

    private CronExpression? Parsed { get; init; }

    public static Timing Every(TimeSpan interval) => interval >= TimeSpan.FromSeconds(1)
        ? new Timing { Interval = TimeSpan.FromSeconds(Math.Round(interval.TotalSeconds)) }
        : throw new ArgumentOutOfRangeException(nameof(interval), interval, "A schedule is due every second at most.");

    /// <summary>Five fields: minute, hour, day of month, month, day of week (0 and 7 are Sunday). UTC unless a zone is given.</summary>
    public static Timing Cron(string expression, string zone = "UTC") =>
        TryCron(expression, zone) ?? throw new FormatException($"'{expression}' in '{zone}' is no crontab line of five fields in a known time zone.");

    public static Timing? TryCron(string expression, string zone) =>
        TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) && CronExpression.TryParse(expression, CronFormat.Unix, out var parsed)
            ? new Timing { Expression = expression, Parsed = parsed.WithTimeZone(found) }
            : null;

    /// <summary>The first due time after a moment; null when there is none any more.</summary>
    public DateTimeOffset? After(DateTimeOffset moment)
    {
        if (Parsed is { } cron)
            return cron.GetNextValidTimeAfter(moment);
        var step = (long)Interval!.Value.TotalSeconds;
        return DateTimeOffset.FromUnixTimeSeconds(((moment.ToUnixTimeSeconds() / step) + 1) * step);
    }

    public IScheduleBuilder Builder() => Parsed is { } cron
        ? CronScheduleBuilder.Create(cron).WithMisfireInstruction(CronTriggerMisfireInstruction.FireAndProceed)
        : SimpleScheduleBuilder.Create().WithInterval(Interval!.Value).RepeatForever().WithMisfireInstruction(SimpleTriggerMisfireInstruction.NextWithExistingCount);
}
