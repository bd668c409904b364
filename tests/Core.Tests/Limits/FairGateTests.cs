using Ashlar.Contract.Values;
using Ashlar.Core.Audit;
using Ashlar.Core.Http;
using Ashlar.Core.Limits;
using Ashlar.Core.Storage;
using Microsoft.AspNetCore.Http;

namespace Ashlar.Core.Tests.Limits;

public sealed class FairGateTests
{
    private static readonly Guid _flooding = Ids.New(), _calm = Ids.New(), _third = Ids.New();

    private readonly FairGate _gate = new(new LimitOptions { Running = 8, Waiting = 50 }, new StorageOptions());

    [Fact]
    [Trait("feature", "RTL-09")]
    public async Task A_flood_of_one_organisation_leaves_half_of_the_places_to_others()
    {
        var flood = Enumerable.Range(0, 54).Select(_ => Enter(_flooding)).ToList();
        Assert.Equal(4, flood.Count(visit => visit.Running));

        // Others run at once, as long as there are places.
        var calm = Enumerable.Range(0, 4).Select(_ => Enter(_calm)).ToList();
        Assert.All(calm, visit => Assert.True(visit.Running));
        // Then a third waits for one place and not behind the fifty that came before.
        var third = Enter(_third);
        Assert.False(third.Running);
        calm[0].End();
        await Eventually.True(() => Task.FromResult(third.Running));
        Assert.Equal(4, flood.Count(visit => visit.Running));

        // Whoever floods beyond his queue is turned away, and nobody else is.
        var beyond = Enter(_flooding);
        await beyond.Task;
        Assert.Equal(429, beyond.Context.Response.StatusCode);
        Assert.Equal("1", beyond.Context.Response.Headers.RetryAfter);

        third.End();
        foreach (var visit in calm)
            visit.End();
        foreach (var visit in flood)
        {
            await Eventually.True(() => Task.FromResult(visit.Running));
            visit.End();
        }

        await Task.WhenAll(flood.Select(visit => visit.Task));
    }

    [Fact]
    public async Task Who_gives_up_waiting_takes_no_place()
    {
        var running = Enumerable.Range(0, 4).Select(_ => Enter(_flooding)).ToList();
        var gone = Enter(_flooding);
        var next = Enter(_flooding);
        gone.Abort();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone.Task);
        running[0].End();
        await Eventually.True(() => Task.FromResult(next.Running));
        Assert.False(gone.Running);
    }

    private Visit Enter(Guid tenant)
    {
        var visit = new Visit();
        visit.Task = _gate.Run(visit.Context, tenant, visit.Serve);
        return visit;
    }

    private sealed class Visit : IDisposable
    {
        private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly CancellationTokenSource _aborted = new();

        public Visit()
        {
            Context.Features.Set(new RequestContext { Info = RequestInfo.None });
            Context.RequestAborted = _aborted.Token;
        }

        public void Dispose() => _aborted.Dispose();

        public DefaultHttpContext Context { get; } = new();

        public Task Task { get; set; } = Task.CompletedTask;

        public bool Running { get; private set; }

        public void End() => _end.TrySetResult();

        public void Abort() => _aborted.Cancel();

        public async Task Serve(HttpContext context)
        {
            Running = true;
            await _end.Task;
        }
    }
}
