using Ashlar.Core.Jobs.Schedules;

namespace Ashlar.Core.Tests.Jobs;

/// <summary>When schedules are due, and what becomes of times that passed.</summary>
public sealed class TimingTests
{
    [Fact]
    public void An_interval_is_counted_from_1970_so_that_all_hosts_agree()
    {
        var timing = Timing.Every(TimeSpan.FromMinutes(10));

        Assert.Equal(At("2026-03-01T10:20:00Z"), timing.After(At("2026-03-01T10:13:07Z")));
        Assert.Equal(At("2026-03-01T10:30:00Z"), timing.After(At("2026-03-01T10:20:00Z")));
    }

    [Theory, Trait("feature", "COR-06")]
    [InlineData("0 8 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z", "2026-03-29T06:00:00Z")] // summer time begins in between
    [InlineData("0 8 * * *", "Europe/Berlin", "2026-03-27T12:00:00Z", "2026-03-28T07:00:00Z")]
    [InlineData("30 2 * * *", "Europe/Berlin", "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z")] // the hour that comes twice
    [InlineData("0 9 * * 1-5", "America/New_York", "2026-05-01T20:00:00Z", "2026-05-04T13:00:00Z")]
    [InlineData("0 0 29 2 *", "UTC", "2026-01-01T00:00:00Z", "2028-02-29T00:00:00Z")]
    [InlineData("0 12 * * 0", "UTC", "2026-05-01T00:00:00Z", "2026-05-03T12:00:00Z")]
    [InlineData("0 12 * * 7", "UTC", "2026-05-01T00:00:00Z", "2026-05-03T12:00:00Z")]
    public void A_crontab_line_is_read_in_its_time_zone(string cron, string zone, string after, string due) => Assert.Equal(At(due), Timing.Cron(cron, zone).After(At(after)));

    [Theory]
    [InlineData("* * * *", "UTC")]
    [InlineData("61 * * * *", "UTC")]
    [InlineData("0 0 0 * * ?", "UTC")]
    [InlineData("", "UTC")]
    [InlineData("0 8 * * *", "Mars/Olympus")]
    public void What_is_no_crontab_line_or_no_zone_is_refused(string cron, string zone) => Assert.Null(Timing.TryCron(cron, zone));

    [Theory, Trait("feature", "COR-06")]
    [InlineData("Skip", 0)]
    [InlineData("Once", 1)]
    [InlineData("All", 4)]
    public void Missed_runs_are_forgotten_run_once_or_each_up_to_the_limit(string rule, int runs)
    {
        // Due at every full hour; six passed, the last 20 minutes ago.
        var due = ScheduleFiring.Due(Row(Enum.Parse<MissedRuns>(rule), At("2026-05-01T02:00:00Z")), Timing.Cron("0 * * * *"), At("2026-05-01T08:20:00Z"));

        Assert.Equal(runs, due.Run.Count);
        Assert.Equal(6, due.Missed);
        Assert.Equal(At("2026-05-01T08:00:00Z"), due.Last);
        Assert.All(due.Run.TakeLast(1), last => Assert.Equal(At("2026-05-01T08:00:00Z"), last));
    }

    [Theory]
    [InlineData("Skip")]
    [InlineData("Once")]
    [InlineData("All")]
    public void A_run_on_time_runs_whatever_the_rule(string rule)
    {
        var due = ScheduleFiring.Due(Row(Enum.Parse<MissedRuns>(rule), At("2026-05-01T07:00:00Z")), Timing.Cron("0 * * * *"), At("2026-05-01T08:00:03Z"));

        Assert.Equal([At("2026-05-01T08:00:00Z")], due.Run);
        Assert.Equal(0, due.Missed);
    }

    [Fact]
    public void A_clock_set_back_does_not_silence_a_schedule()
    {
        var due = ScheduleFiring.Due(Row(MissedRuns.Once, At("2031-01-01T00:00:00Z")), Timing.Cron("0 * * * *"), At("2026-05-01T08:20:00Z"));

        Assert.Empty(due.Run);
        Assert.Equal(At("2026-05-01T08:20:00Z"), due.Last);
    }

    [Theory]
    [InlineData("* * * * *", "Every minute")]
    [InlineData("*/15 * * * *", "Every 15 minutes")]
    [InlineData("0 6 * * 1-5", "At 06:00, on working days")]
    [InlineData("30 7,19 * * *", "At 07:30 and 19:30")]
    [InlineData("0 3 1 * *", "At 03:00, on day 1 of the month")]
    [InlineData("0 3 1 1,7 *", "At 03:00, on day 1 of the month, in January and July")]
    [InlineData("15 */2 * * SUN", "Every 2 hours at minute 15, on Sunday")]
    [InlineData("0 * * * *", "Every hour")]
    [InlineData("0 9 * * 1,3", "At 09:00, on Monday and Wednesday")]
    public void A_crontab_line_is_said_in_words(string cron, string words) => Assert.Equal(words, CronReading.Of(cron));

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static ScheduleRow Row(MissedRuns missed, DateTimeOffset last) => new(Guid.Empty, Guid.Empty, "test", "test")
    {
        Cron = "0 * * * *", EverySeconds = null, Zone = "UTC", Missed = missed, MissedLimit = 4, Priority = 0, Input = null, ClientId = null, LastDue = last, NextDue = null, Armed = null, Active = true,
    };
}
