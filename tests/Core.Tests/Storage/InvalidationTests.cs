using System.Collections.Concurrent;
using Ashlar.Core.Storage;
using Ashlar.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ashlar.Core.Tests.Storage;

public sealed class InvalidationTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private static readonly CancellationToken _cancel = CancellationToken.None;

    private readonly ConcurrentQueue<string> _forgotten = [];
    private readonly Invalidation _invalidation = new(NullLogger<Invalidation>.Instance);
    private InvalidationListener _listener = null!;

    public async ValueTask InitializeAsync()
    {
        _invalidation.On("roles", _ => throw new InvalidOperationException("One listener fails; the next must still be called."));
        _invalidation.On("roles", _forgotten.Enqueue);
        _listener = new InvalidationListener(_invalidation, database.Connections, TimeProvider.System, NullLogger<InvalidationListener>.Instance);
        await _listener.StartAsync(_cancel);
        _listener.Begin();
        await Until(() => _invalidation.Connected);
        _forgotten.Clear();
    }

    [Fact]
    public async Task What_another_replica_committed_is_forgotten_here()
    {
        await using var batch = database.Databases.System.CreateBatch();
        batch.BatchCommands.Add(_invalidation.Command("roles", "42"));
        batch.BatchCommands.Add(_invalidation.Command("other", "43"));
        await batch.ExecuteNonQueryAsync(_cancel);

        await Until(() => !_forgotten.IsEmpty);
        Assert.Equal(["42"], _forgotten);
    }

    [Fact]
    public async Task After_a_broken_connection_everything_is_forgotten()
    {
        await using var owner = await database.OpenOwner();
        await owner.Execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'", _cancel);

        await Until(() => _forgotten.Contains("*") && _invalidation.Connected);
    }

    [Fact]
    public async Task While_the_channel_is_down_it_says_so()
    {
        await _listener.StopAsync(_cancel);

        Assert.False(_invalidation.Connected);
    }

    private static async Task Until(Func<bool> condition)
    {
        for (var i = 0; i < 500 && !condition(); i++)
            await Task.Delay(10, _cancel);
        Assert.True(condition(), "It did not happen in five seconds.");
    }

    public async ValueTask DisposeAsync()
    {
        await _listener.StopAsync(_cancel);
        _listener.Dispose();
    }
}
