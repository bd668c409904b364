using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Ashlar.Core.Storage;

/// <summary>Holds one connection that hears what other replicas changed. Whenever it had to reconnect, everything is forgotten.</summary>
internal sealed class InvalidationListener(Invalidation invalidation, DatabaseConnections connections, TimeProvider time, ILogger<InvalidationListener> log) : BackgroundService
{
    private static readonly TimeSpan _longestPause = TimeSpan.FromSeconds(5);
    private readonly TaskCompletionSource _databaseStarted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Called when the database server runs.</summary>
    public void Begin() => _databaseStarted.TrySetResult();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await _databaseStarted.Task.WaitAsync(stoppingToken);
        var pause = TimeSpan.FromMilliseconds(100);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Listen(() => pause = TimeSpan.FromMilliseconds(100), stoppingToken);
            }
            catch (Exception failure) when (failure is NpgsqlException or IOException or TimeoutException)
            {
                log.LogWarning("The channel of invalidations is down, caches are bypassed: {Reason}", failure.Message);
            }
            finally
            {
                invalidation.Connected = false;
            }

            await Task.Delay(pause, time, stoppingToken);
            pause = pause * 2 < _longestPause ? pause * 2 : _longestPause;
        }
    }

    private async Task Listen(Action connected, CancellationToken cancel)
    {
        var settings = connections.Settings("", DatabaseConnections.SystemRole);
        (settings.Pooling, settings.KeepAlive) = (false, 10);
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        connection.Notification += (_, message) => Forget(message.Payload);
        await connection.OpenAsync(cancel);
        await connection.Execute($"LISTEN {Invalidation.Channel}", cancel);
        invalidation.ForgetEverything();
        invalidation.Connected = true;
        connected();
        while (true)
            await connection.WaitAsync(cancel);
    }

    private void Forget(string payload)
    {
        var separator = payload.IndexOf(':');
        if (separator > 0)
            invalidation.Forget(payload[..separator], payload[(separator + 1)..]);
    }
}
