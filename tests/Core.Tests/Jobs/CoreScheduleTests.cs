using Ashlar.Core.Jobs;
using Ashlar.Core.Jobs.Schedules;
using Ashlar.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Ashlar.Core.Tests.Jobs;

public sealed class CoreScheduleTests(TestServer server)
{
    [Fact]
    public async Task A_schedule_of_the_core_runs_at_each_due_time_once()
    {
        await using var host = new TestHost(server);
        var beats = new Beats();
        await host.Start(adjust: builder => builder.Services.AddSingleton(beats).AddSchedule<Beat>("test.beat", TimeSpan.FromSeconds(1)));

        await Eventually.True(() => Task.FromResult(beats.Due.Count >= 3));

        Assert.Equal(beats.Due.Count, beats.Due.Distinct().Count());
        Assert.All(beats.Due, due => Assert.Equal(0, due.Millisecond));
    }

    private sealed class Beats
    {
        public List<DateTimeOffset> Due { get; } = [];
    }

    private sealed class Beat(Beats beats) : IScheduledJob
    {
        public Task Run(JobRun run, CancellationToken cancel)
        {
            lock (beats.Due)
                beats.Due.Add(run.Job.DueAt!.Value);
            return Task.CompletedTask;
        }
    }
}
