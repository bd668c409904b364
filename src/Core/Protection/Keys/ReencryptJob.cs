using System.Text.Json.Nodes;
using Ashlar.Contract.Errors;
using Ashlar.Core.Jobs;
using Ashlar.Core.Protection.Fields;
using Ashlar.Core.Protection.Secrets;
using Ashlar.Core.Storage;
using Ashlar.Core.Tenancy;
using Npgsql;
using NpgsqlTypes;

namespace Ashlar.Core.Protection.Keys;

/// <summary>
/// After a rotation: seals with the present key what earlier ones sealed, while everybody goes on working. A value that somebody changes
/// meanwhile is left to them, and a job that stops goes on with what is still old.
/// </summary>
internal sealed class ReencryptJob(ResourceModels models, FieldSeals seals, KeyRing ring, SecretStore secrets, TenantDirectory tenants, Databases databases, ILogger<ReencryptJob> log) : IJobHandler
{
    public const string JobKind = "security.reencrypt";
    private const int Chunk = 200;

    private static readonly Error _gone = new("tenant_gone", ErrorKind.NotFound, "The organisation does not exist any more.");

    public string Kind => JobKind;

    public async Task<Result<JsonNode>> Run(JobRun run, CancellationToken cancel)
    {
        if (await tenants.ById(run.Job.TenantId, cancel) is not { } tenant)
            return _gone;
        var key = (await ring.Of(tenant.Id, cancel)).ActiveKey;
        var todo = models.Definitions.Where(definition => !definition.AcrossTenants).Select(definition => models[definition.Key]).Where(model => model.HasSealed).ToList();
        var total = 0L;
        foreach (var model in todo)
            total += await Waiting(model, tenant, key, cancel);

        var (done, failed) = (0L, 0L);
        foreach (var model in todo)
        {
            for (Guid? last = Guid.Empty; last is { } after && !run.CancelRequested;)
            {
                (last, var sealedNow, var unreadable) = await Step(model, tenant, key, after, cancel);
                (done, failed) = (done + sealedNow, failed + unreadable);
                await run.Report((int)done, (int)Math.Max(total, done), cancel);
            }
        }

        var resealed = run.CancelRequested ? 0 : await secrets.Reseal(tenant.Id, cancel);
        return new JsonObject { ["rows"] = done, ["unreadable"] = failed, ["secrets"] = resealed };
    }

    private async Task<long> Waiting(ResourceModel model, TenantInfo tenant, Guid key, CancellationToken cancel)
    {
        var counted = await databases.SystemOf(PlacementOf(model, tenant).Database).Read(
            ScopeOf(model, tenant), [Sql.Statement($"SELECT count(*) FROM {model.Table} WHERE tenant_id = $1 AND ({Old(model)})", tenant.Id, KeyBytes(key))], reader => reader.Rows(row => row.GetInt64(0), cancel), cancel);
        return counted[0];
    }

    /// <summary>The next rows after an id; the last of them, or null when there were none.</summary>
    private async Task<(Guid? Last, long Done, long Failed)> Step(ResourceModel model, TenantInfo tenant, Guid key, Guid after, CancellationToken cancel)
    {
        var seal = (await seals.Of(model, tenant.Id, cancel))!;
        var columns = Sealed(model);
        await using var lent = await databases.SystemOf(PlacementOf(model, tenant).Database).Lend(cancel);
        var connection = lent.Connection;
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var rows = await connection.Read(ScopeOf(model, tenant), [Sql.Statement(
            $"SELECT id, {string.Join(", ", columns.Select(column => Column.Quote(column.SqlColumns[0])))} FROM {model.Table} WHERE tenant_id = $1 AND ({Old(model)}) AND id > $3 ORDER BY id LIMIT {Chunk}", tenant.Id, KeyBytes(key), after)],
            reader => reader.Rows(row => (Id: row.GetGuid(0), Values: (byte[]?[])[.. columns.Select((_, index) => row.Optional<byte[]>(index + 1))]), cancel), cancel);
        if (rows.Count == 0)
            return (null, 0, 0);
        var failed = 0L;
        var write = new List<NpgsqlBatchCommand>();
        foreach (var (id, values) in rows)
            failed += Renew(write, model, tenant.Id, seal, key, columns, id, values) ? 0 : 1;
        await connection.Execute(write, cancel);
        await transaction.CommitAsync(cancel);
        return (rows[^1].Id, rows.Count - failed, failed);
    }

    private bool Renew(List<NpgsqlBatchCommand> write, ResourceModel model, Guid tenant, FieldSeal seal, Guid key, IReadOnlyList<Column> columns, Guid id, byte[]?[] values)
    {
        try
        {
            for (var i = 0; i < columns.Count; i++)
            {
                if (values[i] is not { } old || ScopeKeys.KeyOf(old) == key || seal.Open(columns[i], id, old) is not { } plain || FieldSeal.Value(columns[i], plain) is not { } value)
                    continue;
                var name = Column.Quote(columns[i].SqlColumns[0]);
                write.Add(Sql.Statement($"UPDATE {model.Table} SET {name} = $4 WHERE tenant_id = $1 AND id = $2 AND {name} = $3", tenant, id, Bytes(old), Bytes(seal.Seal(columns[i], id, value))));
            }

            return true;
        }
        catch (UnreadableException broken)
        {
            log.LogError(broken, "{Resource} {Id} holds a value that cannot be opened; it keeps its old key", model.Key, id);
            return false;
        }
    }

    private static List<Column> Sealed(ResourceModel model) => [.. model.Columns.Where(column => column.IsSealed)];

    private static string Old(ResourceModel model) => string.Join(" OR ", Sealed(model).Select(column => $"substring({Column.Quote(column.SqlColumns[0])} FROM 2 FOR 16) <> $2"));

    private static Placement PlacementOf(ResourceModel model, TenantInfo tenant) => model.Definition.ControlPlane ? Placement.ControlPlane : tenant.Placement;

    private static TenantScope ScopeOf(ResourceModel model, TenantInfo tenant) => new(tenant.Id, null, PlacementOf(model, tenant));

    private static NpgsqlParameter KeyBytes(Guid key) => Bytes(key.ToByteArray(bigEndian: true));

    private static NpgsqlParameter Bytes(byte[] bytes) => new() { Value = bytes, NpgsqlDbType = NpgsqlDbType.Bytea };
}
