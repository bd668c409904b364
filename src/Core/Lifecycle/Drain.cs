using Ashlar.Contract.Errors;
using Ashlar.Core.Audit;
using Ashlar.Core.Http;
using Microsoft.Extensions.Hosting;

namespace Ashlar.Core.Lifecycle;

/// <summary>
/// Turns requests away before the start is over. When the stop begins, the server closes its port at once, so that a new connection goes to
/// another host; what still arrives on an open one is answered and told to close it.
/// </summary>
internal sealed class Drain(HostState state, IHostApplicationLifetime lifetime, ILogger<Drain> log) : IHostedLifecycleService
{
    /// <summary>How long requests may take to end: leaves five of the thirty seconds of a stop to everything that ends after them.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(25);

    private static readonly Error _starting = new("starting", ErrorKind.Unavailable, "The host is starting. Try again in a moment.");

    private int _running;

    /// <summary>Requests under way, probes aside.</summary>
    public int Running => Volatile.Read(ref _running);

    public async Task Invoke(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Path.StartsWithSegments("/health"))
        {
            await next(context);
            return;
        }

        Interlocked.Increment(ref _running);
        try
        {
            if (state.Stopping)
                context.Response.Headers.Connection = "close";
            if (state.Started)
                await next(context);
            else
                await Refuse(context);
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    private static async Task Refuse(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "1";
        // Nothing before this middleware may have named the request yet.
        if (context.Features.Get<RequestContext>() is null)
            context.Features.Set(new RequestContext { Info = new RequestInfo(context.TraceIdentifier, context.Connection.RemoteIpAddress?.ToString()) });
        await context.WriteError(_starting);
    }

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        // The signal itself, not the orderly stop that follows it, ends readiness.
        lifetime.ApplicationStopping.Register(() => state.TryMove(HostStatus.ShuttingDown));
        return Task.CompletedTask;
    }

    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        if (Running > 0)
            log.LogWarning("Stopped although {Count} requests had not ended", Running);
        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
