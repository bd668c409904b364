using System.Threading.Channels;
using Ashlar.Core.Storage;
using Microsoft.Extensions.Hosting;

namespace Ashlar.Core.Identity.Sessions;

/// <summary>Writes down, behind the requests and many at once, when sessions and members were last seen.</summary>
internal sealed class SessionActivity(Databases databases, TimeProvider time, ILogger<SessionActivity> log) : BackgroundService
{
    private const string Seen = """
        UPDATE public.identity_sessions s SET last_seen_at = greatest(s.last_seen_at, v.at) FROM unnest($1, $2) AS v (id, at) WHERE s.id = v.id
        """;

    private const string MembersSeen = """
        UPDATE public.org_users m SET last_seen_at = v.at FROM unnest($1, $2, $3) AS v (tenant_id, id, at)
        WHERE m.tenant_id = v.tenant_id AND m.id = v.id AND (m.last_seen_at IS NULL OR m.last_seen_at < v.at - interval '5 minutes')
        """;

    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);

    private readonly Channel<Visit> _visits = Channel.CreateBounded<Visit>(new BoundedChannelOptions(10_000) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    public void Note(SessionRow session, DateTimeOffset at) => _visits.Writer.TryWrite(new Visit(session.Id, session.UserId, session.TenantId, at));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (await _visits.Reader.WaitToReadAsync(stoppingToken))
        {
            try
            {
                await Write(stoppingToken);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                log.LogWarning(failure, "Could not note when sessions were last used");
            }

            await Task.Delay(_pause, time, stoppingToken);
        }
    }

    private async Task Write(CancellationToken cancel)
    {
        var visits = new Dictionary<Guid, Visit>();
        while (visits.Count < 1000 && _visits.Reader.TryRead(out var visit))
            visits[visit.Session] = visit;

        await databases.System.Execute(Seen, cancel, visits.Keys.ToArray(), visits.Values.Select(visit => visit.At).ToArray());
        // The row of one member may be visited through several sessions; a statement may touch it once.
        var members = visits.Values.Where(visit => visit.Tenant is not null).GroupBy(visit => (visit.Tenant, visit.User)).ToList();
        if (members.Count > 0)
            await databases.System.Execute(MembersSeen, cancel, members.Select(member => member.Key.Tenant!.Value).ToArray(), members.Select(member => member.Key.User).ToArray(), members.Select(member => member.Max(visit => visit.At)).ToArray());
    }

    private sealed record Visit(Guid Session, Guid User, Guid? Tenant, DateTimeOffset At);
}
