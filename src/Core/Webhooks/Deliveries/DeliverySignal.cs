using System.Threading.Channels;

namespace Ashlar.Core.Webhooks.Deliveries;

/// <summary>Wakes the sender of this process; others find the delivery at their next look.</summary>
internal sealed class DeliverySignal
{
    private readonly Channel<bool> _pending = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Wake() => _pending.Writer.TryWrite(true);

    public async Task Wait(TimeSpan atMost, TimeProvider time, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        await Task.WhenAny(_pending.Reader.WaitToReadAsync(limit.Token).AsTask(), Task.Delay(atMost, time, limit.Token));
        _pending.Reader.TryRead(out _);
        await limit.CancelAsync();
    }
}
