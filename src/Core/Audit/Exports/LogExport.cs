using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;
using Ashlar.Core.Audit.Proofs;
using Ashlar.Core.Audit.Sealing;
using Ashlar.Core.Resources;
using Ashlar.Core.Storage;

namespace Ashlar.Core.Audit.Exports;

/// <summary>
/// The log as lines of JSON in the order of its seals, whole enough to be verified without the host: entries, salts, seals, the signed head and the
/// public keys. It goes by position, behind which nothing is ever added, so whoever goes on from the last one misses nothing.
/// </summary>
internal sealed class LogExport(Databases databases, SealedRows sealedRows, HeadKeys keys, TimeProvider time)
{
    public const string Format = "ashlar-audit-export/1";
    private const int Batch = 1_000;

    private static readonly JsonWriterOptions _options = new() { Encoder = JsonSettings.Encoder };

    /// <summary>Where an export from here ends: at the largest signed size within the limit, or else at the next one.</summary>
    public async Task<(long To, string Jws)?> End(Guid log, long from, long limit, CancellationToken cancel)
    {
        const string within = "SELECT size, jws FROM public.audit_heads WHERE log = $1 AND size > $2 AND size <= $3 ORDER BY size DESC LIMIT 1";
        const string next = "SELECT size, jws FROM public.audit_heads WHERE log = $1 AND size > $2 ORDER BY size LIMIT 1";
        var end = await databases.System.First(within, row => (row.GetInt64(0), row.GetString(1)), cancel, log, from, limit > long.MaxValue - from ? long.MaxValue : from + limit);
        if (end.Item2 is null)
            end = await databases.System.First(next, row => (row.GetInt64(0), row.GetString(1)), cancel, log, from);
        return end.Item2 is null ? null : end;
    }

    /// <summary>Writes what lies between two positions.</summary>
    public async Task Write(Guid log, long from, (long To, string Jws)? end, Func<ReadOnlyMemory<byte>, Task> send, CancellationToken cancel)
    {
        await using var lent = await databases.System.Lend(cancel);
        var main = lent.Connection;
        await Send(send, json => Header(json, log, from));
        foreach (var key in (await keys.All(cancel)).Values)
            await Send(send, json => { json.WriteString("type", "key"); json.WritePropertyName("jwk"); json.WriteRawValue(SignedHead.Jwk(key)); });
        var peaks = new List<(int Level, byte[] Hash)>();
        for (long at = 0; at < from;)
        {
            var level = (int)long.Log2(from - at);
            peaks.Add((level, await new LogTree(main, log).Compute(subtree => subtree(level, at >> level), cancel)));
            at += 1L << level;
        }

        await Send(send, json => Start(json, from, peaks));
        var entries = 0L;
        for (var position = from; end is { } last && position < last.To;)
        {
            var leaves = await main.Query("SELECT position, entry_id, at, source, hash, personal, salt FROM public.audit_leaves WHERE log = $1 AND position >= $2 AND position < $3 ORDER BY position LIMIT $4",
                row => new Line(row.GetInt64(0), row.GetGuid(1), row.GetDateTime(2), row.GetString(3), row.GetFieldValue<byte[]>(4), row.GetFieldValue<byte[]>(5), row.Optional<byte[]>(6)), cancel, log, position, last.To, Batch);
            if (leaves.Count == 0)
                break;
            var rows = await sealedRows.Of(log, [.. leaves.Select(leaf => new SealedPlace(leaf.Position, leaf.Id, leaf.At, leaf.Source))], cancel);
            await Send(send, leaves.Select(leaf => (Action<Utf8JsonWriter>)(json => Entry(json, leaf, rows.GetValueOrDefault((leaf.Source, leaf.Id))))));
            entries += leaves.Count;
            position = leaves[^1].Position + 1;
        }

        if (end is not null)
            await Send(send, json => { json.WriteString("type", "head"); json.WriteString("jws", end.Value.Jws); });
        await Send(send, json => { json.WriteString("type", "end"); json.WriteNumber("entries", entries); json.WriteNumber("next", end?.To ?? from); });
    }

    private sealed record Line(long Position, Guid Id, DateTime At, string Source, byte[] Hash, byte[] Personal, byte[]? Salt);

    private void Header(Utf8JsonWriter json, Guid log, long from)
    {
        json.WriteString("type", "header");
        json.WriteString("format", Format);
        json.WriteString("log", log);
        json.WriteNumber("from", from);
        json.WriteString("made_at", AuditLeaf.Moment(time.GetUtcNow().UtcDateTime));
    }

    private static void Start(Utf8JsonWriter json, long size, List<(int Level, byte[] Hash)> peaks)
    {
        json.WriteString("type", "start");
        json.WriteNumber("size", size);
        json.WriteStartArray("peaks");
        foreach (var (level, hash) in peaks)
            json.WriteStringValue($"{level.ToString(CultureInfo.InvariantCulture)}:{Base64Url.EncodeToString(hash)}");
        json.WriteEndArray();
    }

    private static void Entry(Utf8JsonWriter json, Line leaf, AuditLeaf? row)
    {
        json.WriteString("type", "entry");
        json.WriteNumber("position", leaf.Position);
        json.WriteString("leaf", Base64Url.EncodeToString(leaf.Hash));
        json.WriteString("personal", Base64Url.EncodeToString(leaf.Personal));
        json.WriteString("salt", leaf.Salt is null ? null : Base64Url.EncodeToString(leaf.Salt));
        json.WritePropertyName("entry");
        if (row is null)
            json.WriteNullValue();
        else
            row.Write(json);
    }

    private static Task Send(Func<ReadOnlyMemory<byte>, Task> send, Action<Utf8JsonWriter> line) => Send(send, [line]);

    private static async Task Send(Func<ReadOnlyMemory<byte>, Task> send, IEnumerable<Action<Utf8JsonWriter>> lines)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, _options))
        {
            foreach (var line in lines)
            {
                json.WriteStartObject();
                line(json);
                json.WriteEndObject();
                json.Flush();
                json.Reset();
                buffer.Write("\n"u8);
            }
        }

        await send(buffer.WrittenMemory);
    }
}
