using Ashlar.Contract.Errors;
using Ashlar.Core.Audit;
using Ashlar.Core.Http;
using Microsoft.Extensions.Hosting;

namespace Ashlar.Core.Lifecycle;

/// <summary>Turns requests away before the start is over and after the stop began, and lets those under way finish.</summary>
internal sealed class Drain(HostState state, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<Drain> log) : IHostedLifecycleService
{
    /// <summary>Leaves five of the thirty seconds of a stop to everything that ends after the requests.</summary>
    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(25);

    private static readonly Error _starting = new("starting", ErrorKind.Unavailable, "The host is starting. Try again in a moment.");
    private static readonly Error _stopping = new("stopping", ErrorKind.Unavailable, "The host is stopping. Try again; another one will answer.");

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

        // Counted first and asked second, so that a stop which begins in between sees it.
        Interlocked.Increment(ref _running);
        try
        {
            if (state.Serving)
                await next(context);
            else
                await Refuse(context);
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    private async Task Refuse(HttpContext context)
    {
        var stopping = state.Status == HostStatus.ShuttingDown;
        context.Response.Headers.RetryAfter = "1";
        if (stopping)
            context.Response.Headers.Connection = "close";
        // Nothing before this middleware may have named the request yet.
        if (context.Features.Get<RequestContext>() is null)
            context.Features.Set(new RequestContext { Info = new RequestInfo(context.TraceIdentifier, context.Connection.RemoteIpAddress?.ToString()) });
        await context.WriteError(stopping ? _stopping : _starting);
    }

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        // The signal itself, not the orderly stop that follows it, ends readiness.
        lifetime.ApplicationStopping.Register(() => state.TryMove(HostStatus.ShuttingDown));
        return Task.CompletedTask;
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (Running > 0 && time.GetElapsedTime(began) < _longest && !cancellationToken.IsCancellationRequested)
            await Task.Delay(20, CancellationToken.None);
        if (Running > 0)
            log.LogWarning("Stopping although {Count} requests have not ended", Running);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
