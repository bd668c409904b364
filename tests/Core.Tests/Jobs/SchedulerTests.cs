using Ashlar.Core.Jobs.Schedules;
using Ashlar.Core.Lifecycle;
using Ashlar.Core.Storage;
using Ashlar.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Ashlar.Core.Tests.Jobs;

public sealed class SchedulerTests(TestServer server)
{
    [Fact]
    [Trait("feature", "OBS-06")]
    public async Task Stopped_before_the_host_is_able_to_work_it_ends_without_having_begun()
    {
        await using var host = new TestHost(server);
        var listening = new TaskCompletionSource<WebApplication>(TaskCreationOptions.RunContinuationsAsynchronously);
        var start = host.Start(
            adjust: builder => builder.Services.AddStartTask("endless", StartPhase.Foundation, critical: true, (_, cancel) => Task.Delay(Timeout.Infinite, cancel)),
            map: app => app.Lifetime.ApplicationStarted.Register(() => listening.SetResult(app))).AsTask();
        var app = await listening.Task;

        await app.StopAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => start);
        Assert.Equal(TaskStatus.RanToCompletion, app.Services.GetRequiredService<Scheduler>().ExecuteTask!.Status);
        await using var owner = await host.Connections.OpenOwner("", CancellationToken.None);
        Assert.Equal(0, await owner.Scalar<long>("SELECT count(*) FROM public.quartz_scheduler_state", CancellationToken.None));
    }
}
