using System.Net.Sockets;
using System.Security.Cryptography;
using Ashlar.Core.Audit.Sealing;
using Ashlar.Core.Storage;
using Ashlar.Core.Tenancy;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace Ashlar.Core.Audit.Syslog;

/// <summary>How the receiver stands.</summary>
internal sealed record SyslogStanding(string Target, long Sent, long Waiting, DateTime? SentAt, string? Error, DateTime? FailedAt);

/// <summary>
/// Sends every sealed entry of every log to the receiver, in the order of its log. A position moves when its batch was taken, so nothing is left
/// out; whoever gets a batch twice because a host died in between knows it by log and position.
/// </summary>
internal sealed class SyslogExport(Databases databases, TenantDirectory tenants, SealedRows rows, IConfiguration configuration, TimeProvider time, ILogger<SyslogExport> log)
{
    private const long Lock = 0x4153_5359_534C_4F47; // "ASSYSLOG"
    private const int Batch = 1_000;

    private const string Next = """
        SELECT t.log, l.position, l.entry_id, l.at, l.source FROM unnest($2::uuid[]) t (log) LEFT JOIN public.audit_syslog s ON s.target = $1 AND s.log = t.log
        CROSS JOIN LATERAL (SELECT position, entry_id, at, source FROM public.audit_leaves WHERE log = t.log AND position >= coalesce(s.position, 0) ORDER BY position LIMIT $3) l LIMIT $3
        """;

    private const string Move = "INSERT INTO public.audit_syslog (target, log, position, sent_at) SELECT $1, u.*, $4 FROM unnest($2::uuid[], $3::bigint[]) u ON CONFLICT (target, log) DO UPDATE SET position = EXCLUDED.position, sent_at = EXCLUDED.sent_at";

    private const string Sent = "INSERT INTO public.audit_syslog_state (target, sent_at, sent) VALUES ($1, $2, $3) ON CONFLICT (target) DO UPDATE SET sent_at = EXCLUDED.sent_at, sent = public.audit_syslog_state.sent + EXCLUDED.sent, error = NULL";

    private const string Failed = "INSERT INTO public.audit_syslog_state (target, failed_at, error) VALUES ($1, $2, $3) ON CONFLICT (target) DO UPDATE SET failed_at = EXCLUDED.failed_at, error = EXCLUDED.error";

    private readonly string _host = Environment.MachineName;

    public SyslogTarget? Target { get; } = SyslogTarget.Of(configuration);

    /// <summary>All that is there, by whichever host comes first.</summary>
    public async Task SendAll(CancellationToken cancel)
    {
        if (Target is not { } target)
            return;
        await using var lent = await databases.System.Lend(cancel);
        var main = lent.Connection;
        if (!await main.Scalar<bool>("SELECT pg_try_advisory_lock($1)", cancel, Lock))
            return;
        try
        {
            while (await SendSome(main, target, cancel) > 0)
                await Task.Yield();
        }
        catch (Exception failure) when (failure is IOException or SocketException or CryptographicException or UnauthorizedAccessException)
        {
            log.LogError("Audit entries could not be sent to {Target}: {Reason}", target.Name, failure.Message);
            await main.Execute(Failed, cancel, target.Name, time.GetUtcNow(), failure.Message);
        }
        finally
        {
            await main.Execute("SELECT pg_advisory_unlock($1)", CancellationToken.None, Lock);
        }
    }

    /// <summary>Null when no receiver is named.</summary>
    public async Task<SyslogStanding?> Standing(CancellationToken cancel)
    {
        if (Target is not { } target)
            return null;
        var state = await databases.System.First("SELECT sent, sent_at, error, failed_at FROM public.audit_syslog_state WHERE target = $1",
            row => new SyslogStanding(target.Name, row.GetInt64(0), 0, row.Optional<DateTime?>(1), row.Optional<string>(2), row.Optional<DateTime?>(3)), cancel, target.Name) ?? new SyslogStanding(target.Name, 0, 0, null, null, null);
        const string waiting = """
            SELECT coalesce(sum(greatest(coalesce(l.next, 0) - coalesce(s.position, 0), 0)), 0)::bigint FROM unnest($2::uuid[]) t (log) LEFT JOIN public.audit_syslog s ON s.target = $1 AND s.log = t.log
            LEFT JOIN LATERAL (SELECT position + 1 AS next FROM public.audit_leaves WHERE log = t.log ORDER BY position DESC LIMIT 1) l ON true
            """;
        return state with { Waiting = await databases.System.Scalar<long>(waiting, cancel, target.Name, (await Logs(cancel)).Keys.ToArray()) };
    }

    private async Task<Dictionary<Guid, string>> Logs(CancellationToken cancel)
    {
        var logs = (await tenants.All(cancel)).ToDictionary(tenant => tenant.Id, tenant => tenant.Code);
        logs[AuditRows.Installation] = "installation";
        return logs;
    }

    private async Task<int> SendSome(NpgsqlConnection main, SyslogTarget target, CancellationToken cancel)
    {
        var logs = await Logs(cancel);
        var found = await main.Query(Next, row => (Log: row.GetGuid(0), Place: new SealedPlace(row.GetInt64(1), row.GetGuid(2), row.GetDateTime(3), row.GetString(4))), cancel, target.Name, logs.Keys.ToArray(), Batch);
        if (found.Count == 0)
            return 0;
        var messages = new List<byte[]>();
        var moved = new Dictionary<Guid, long>();
        foreach (var one in found.GroupBy(place => place.Log, place => place.Place))
        {
            var ordered = one.OrderBy(place => place.Position).ToList();
            var entries = await rows.Of(one.Key, ordered, cancel);
            // Only the seal is left of an archived entry; there is nothing to send.
            messages.AddRange(ordered.Where(place => entries.ContainsKey((place.Source, place.Id))).Select(place => SyslogMessage.Of(entries[(place.Source, place.Id)], place.Position, logs[one.Key], _host)));
            moved[one.Key] = ordered[^1].Position + 1;
        }

        if (messages.Count > 0)
            await SyslogSender.Send(target, messages, cancel);
        // Taken is taken, also when the host is asked to stop just now.
        await main.Execute(Move, CancellationToken.None, target.Name, moved.Keys.ToArray(), moved.Values.ToArray(), time.GetUtcNow());
        await main.Execute(Sent, CancellationToken.None, target.Name, time.GetUtcNow(), (long)messages.Count);
        return found.Count;
    }
}
