using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Ashlar.Core.Audit.Alerts;
using Ashlar.Core.Audit.Proofs;
using Ashlar.Core.Tenancy;

namespace Ashlar.Core.Audit.Sealing;

/// <summary>
/// The heads this host has signed or seen, in memory: a database that was put back under a running host does not fit them. What does not
/// fit is logged and raises an alert.
/// </summary>
internal sealed class KnownHeads(IEnumerable<IHeadWitness> witnesses, TenantDirectory tenants, AlertDesk desk, ILogger<KnownHeads> log)
{
    private readonly ConcurrentDictionary<Guid, SignedHead> _last = new();
    private readonly ConcurrentDictionary<(Guid, string, string), bool> _reported = new();

    public SignedHead? Of(Guid id) => _last.GetValueOrDefault(id);

    public async Task Remember(IReadOnlyList<SignedHead> heads, CancellationToken cancel)
    {
        foreach (var head in heads)
            _last[head.Log] = head;
        foreach (var witness in heads.Count == 0 ? [] : witnesses)
            await witness.Append(heads, cancel);
    }

    /// <summary>Takes what a witness kept from before this host began.</summary>
    public void Recall(SignedHead head) => _last.AddOrUpdate(head.Log, head, (_, other) => other.Size > head.Size ? other : head);

    /// <summary>Null when the log goes on from the head known here, else what is wrong.</summary>
    /// <param name="id">The log.</param>
    /// <param name="size">How many entries it has now.</param>
    /// <param name="rootAt">Its root when it had so many.</param>
    /// <param name="cancel">Cancels.</param>
    public Task<string?> Check(Guid id, long size, Func<long, Task<byte[]?>> rootAt, CancellationToken cancel) => Check(id, Of(id), size, rootAt, cancel);

    /// <summary>The same for a head that was taken before somebody began to read: what is signed while he reads is no contradiction.</summary>
    public async Task<string?> Check(Guid id, SignedHead? head, long size, Func<long, Task<byte[]?>> rootAt, CancellationToken cancel)
    {
        if (head is null)
            return null;
        var wrong = size < head.Size ? $"The log has {size} entries, but {head.Size} were signed at {head.Time:u}."
            : (await rootAt(head.Size)).AsSpan().SequenceEqual(head.Root) ? null
            : $"The first {head.Size} entries are not those that were signed at {head.Time:u}.";
        if (wrong is not null)
            await Report(id, "rolled_back", $"{wrong} {head.Jws}", cancel);
        return wrong;
    }

    /// <summary>Once per finding.</summary>
    public async Task Report(Guid id, string kind, string text, CancellationToken cancel)
    {
        if (!_reported.TryAdd((id, kind, text), true))
            return;
        log.LogCritical("Audit log {Log}: {Kind}: {Text}", id, kind, text);
        if (await tenants.ById(id == AuditRows.Installation ? TenantInfo.PlatformId : id, cancel) is { } tenant)
            await desk.Raise(tenant, AlertDesk.LogBroken, $"log {id}", "The audit log does not fit its seals", new JsonObject { ["finding"] = kind, ["text"] = text }, cancel);
    }
}

/// <summary>A place outside the database where heads are put, so that it cannot be rolled back with it.</summary>
internal interface IHeadWitness
{
    /// <summary>Must not throw for an unreachable place; it catches up with the next head.</summary>
    Task Append(IReadOnlyList<SignedHead> heads, CancellationToken cancel);
}
