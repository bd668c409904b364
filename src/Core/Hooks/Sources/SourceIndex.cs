using System.Collections.Frozen;
using Ashlar.Core.Storage;
using Ashlar.Core.Webhooks.Endpoints;
using Npgsql;

namespace Ashlar.Core.Hooks.Sources;

/// <summary>A source as the door knows it. The accounts lead to codes of organisations; empty is the source's own.</summary>
internal sealed record KnownSource(Guid Tenant, Guid Id, Guid? Client, string Code, SourceKind Kind, TimeSpan Tolerance, bool AccountRequired, string? Secret)
{
    public FrozenDictionary<string, string?> Accounts { get; init; } = FrozenDictionary<string, string?>.Empty;
}

internal sealed record KnownRule(Guid? Source, string Type, RuleAction Action)
{
    public bool Fits(Guid source, string type) => (Source is null || Source == source) && EventTypes.Matches(Type, type);
}

internal sealed record KnownSources(FrozenDictionary<string, KnownSource> ByToken, FrozenDictionary<Guid, KnownRule[]> Rules);

/// <summary>All enabled sources by the digest of their tokens, and all rules, in memory; read again when one changed anywhere.</summary>
internal sealed class SourceIndex : IDisposable
{
    public const string Topic = "hooks";

    private readonly Databases _databases;
    private readonly Invalidation _invalidation;
    private readonly SemaphoreSlim _loading = new(1, 1);
    private KnownSources? _known;
    private long _generation;

    public SourceIndex(Databases databases, Invalidation invalidation)
    {
        (_databases, _invalidation) = (databases, invalidation);
        invalidation.On(Topic, _ =>
        {
            Interlocked.Increment(ref _generation);
            Volatile.Write(ref _known, null);
        });
    }

    public ValueTask<KnownSources> Now(CancellationToken cancel) =>
        Volatile.Read(ref _known) is { } known && _invalidation.Connected ? ValueTask.FromResult(known) : new ValueTask<KnownSources>(Load(cancel));

    public void Dispose() => _loading.Dispose();

    private async Task<KnownSources> Load(CancellationToken cancel)
    {
        await _loading.WaitAsync(cancel);
        try
        {
            if (Volatile.Read(ref _known) is { } current && _invalidation.Connected)
                return current;
            var generation = Interlocked.Read(ref _generation);
            var read = await Read(cancel);
            if (generation == Interlocked.Read(ref _generation))
                Volatile.Write(ref _known, read);
            // Something changed while this was read: it serves this request and no other.
            if (generation != Interlocked.Read(ref _generation))
                Volatile.Write(ref _known, null);
            return read;
        }
        finally
        {
            _loading.Release();
        }
    }

    private async Task<KnownSources> Read(CancellationToken cancel)
    {
        var accounts = (await _databases.System.Query("SELECT source_id, name, organisation FROM public.hooks_accounts WHERE deleted_at IS NULL",
            row => (Source: row.GetGuid(0), Name: row.GetString(1), Organisation: row.Optional<string>(2)), cancel)).ToLookup(account => account.Source);
        var sources = await _databases.System.Query(
            "SELECT k.token_digest, s.tenant_id, s.id, s.client_id, s.code, s.kind, s.tolerance_seconds, s.account_required, k.secret FROM public.hooks_sources s JOIN public.hooks_secrets k ON k.tenant_id = s.tenant_id AND k.source_id = s.id WHERE s.enabled AND s.deleted_at IS NULL",
            row => (Digest: row.GetString(0), Source: Read(row, accounts)), cancel);
        var rules = await _databases.System.Query("SELECT tenant_id, source_id, type, action FROM public.hooks_rules WHERE deleted_at IS NULL ORDER BY tenant_id, position, created_at",
            row => (Tenant: row.GetGuid(0), Rule: new KnownRule(row.IsDBNull(1) ? null : row.GetGuid(1), row.GetString(2), Enum.Parse<RuleAction>(row.GetString(3), ignoreCase: true))), cancel);
        return new KnownSources(
            sources.ToFrozenDictionary(source => source.Digest, source => source.Source, StringComparer.Ordinal),
            rules.GroupBy(rule => rule.Tenant).ToFrozenDictionary(group => group.Key, group => group.Select(rule => rule.Rule).ToArray()));
    }

    private static KnownSource Read(NpgsqlDataReader row, ILookup<Guid, (Guid Source, string Name, string? Organisation)> accounts) =>
        new(row.GetGuid(1), row.GetGuid(2), row.IsDBNull(3) ? null : row.GetGuid(3), row.GetString(4), Enum.Parse<SourceKind>(row.GetString(5), ignoreCase: true), TimeSpan.FromSeconds(row.GetInt64(6)), row.GetBoolean(7), row.Optional<string>(8))
        {
            Accounts = accounts[row.GetGuid(2)].ToFrozenDictionary(account => account.Name, account => account.Organisation, StringComparer.Ordinal),
        };
}
