using System.Threading.Channels;
using Ashlar.Core.Storage;
using Microsoft.Extensions.Hosting;

namespace Ashlar.Core.Keys;

/// <summary>Writes down, behind the requests and many at once, when keys were last used, and removes secrets whose overlap is long over.</summary>
internal sealed class KeyActivity(Databases databases, TimeProvider time, ILogger<KeyActivity> log) : BackgroundService
{
    private const string Used = """
        UPDATE public.keys_api_keys k SET last_used_at = greatest(k.last_used_at, v.at) FROM unnest($1, $2, $3) AS v (tenant_id, id, at) WHERE k.tenant_id = v.tenant_id AND k.id = v.id
        """;

    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _kept = TimeSpan.FromDays(30);

    private readonly Channel<(Guid Tenant, Guid Key, DateTimeOffset At)> _uses =
        Channel.CreateBounded<(Guid, Guid, DateTimeOffset)>(new BoundedChannelOptions(10_000) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    public void Note(KeyRow key, DateTimeOffset at) => _uses.Writer.TryWrite((key.TenantId, key.Id, at));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var cleaned = DateTimeOffset.MinValue;
        while (await _uses.Reader.WaitToReadAsync(stoppingToken))
        {
            try
            {
                await Write(stoppingToken);
                if (time.GetUtcNow() - cleaned > TimeSpan.FromHours(1))
                {
                    cleaned = time.GetUtcNow();
                    await databases.System.Execute("DELETE FROM public.keys_secrets WHERE expires_at < $1", stoppingToken, cleaned - _kept);
                }
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                log.LogWarning(failure, "Could not note when API keys were last used");
            }

            await Task.Delay(_pause, time, stoppingToken);
        }
    }

    private async Task Write(CancellationToken cancel)
    {
        var uses = new Dictionary<(Guid Tenant, Guid Key), DateTimeOffset>();
        while (uses.Count < 1000 && _uses.Reader.TryRead(out var use))
            uses[(use.Tenant, use.Key)] = use.At;
        await databases.System.Execute(Used, cancel, uses.Keys.Select(use => use.Tenant).ToArray(), uses.Keys.Select(use => use.Key).ToArray(), uses.Values.ToArray());
    }
}
