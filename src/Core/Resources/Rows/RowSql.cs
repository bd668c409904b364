using System.Collections.Concurrent;
using System.Text;
using Ashlar.Core.Protection.Fields;
using Npgsql;
using NpgsqlTypes;

namespace Ashlar.Core.Resources.Rows;

/// <summary>The statements that write rows. Updates and deletes name the version they change and fail when it is not there any more.</summary>
internal static class RowSql
{
    private static readonly ConcurrentDictionary<ResourceModel, string> _inserts = new();

    public static NpgsqlBatchCommand Insert(ResourceModel model, Row row, FieldSeal? seal)
    {
        var command = new NpgsqlBatchCommand(_inserts.GetOrAdd(model, InsertText));
        var parameters = command.Parameters;
        parameters.Add(new NpgsqlParameter<Guid> { TypedValue = row.TenantId });
        parameters.Add(new NpgsqlParameter<Guid> { TypedValue = row.Id });
        AddId(parameters, row.ClientId);
        AddTime(parameters, row.CreatedAt);
        AddId(parameters, row.CreatedBy);
        AddJson(parameters, row.Custom?.ToJsonString());
        foreach (var column in model.Columns)
            Add(parameters, column, row, seal);
        return command;
    }

    /// <summary>Writes the columns that differ. Returns null when none do.</summary>
    public static NpgsqlBatchCommand? Update(ResourceModel model, Row before, Row after, FieldSeal? seal)
    {
        var command = new NpgsqlBatchCommand();
        var parameters = command.Parameters;
        parameters.Add(new NpgsqlParameter<Guid> { TypedValue = after.TenantId });
        parameters.Add(new NpgsqlParameter<Guid> { TypedValue = after.Id });
        parameters.Add(new NpgsqlParameter<int> { TypedValue = before.Version });
        parameters.Add(new NpgsqlParameter<int> { TypedValue = after.Version });
        AddTime(parameters, after.UpdatedAt);
        AddId(parameters, after.UpdatedBy);

        var set = new StringBuilder("version = $4, updated_at = $5, updated_by = $6");
        foreach (var column in model.Columns.Where(column => !RowDiff.Same(before.Values[column.Index], after.Values[column.Index])))
        {
            foreach (var name in column.SqlColumns)
                set.Append(", ").Append(Column.Quote(name)).Append(" = $").Append(parameters.Count + 1 + IndexOf(column, name));
            Add(parameters, column, after, seal);
        }

        if (before.Custom?.ToJsonString() != after.Custom?.ToJsonString())
        {
            AddJson(parameters, after.Custom?.ToJsonString());
            set.Append($", custom = ${parameters.Count}");
        }

        if (before.DeletedAt != after.DeletedAt)
        {
            parameters.Add(new NpgsqlParameter { Value = (object?)after.DeletedAt?.UtcDateTime ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz });
            set.Append($", deleted_at = ${parameters.Count}");
        }

        if (before.ClientId != after.ClientId)
        {
            AddId(parameters, after.ClientId);
            set.Append($", client_id = ${parameters.Count}");
        }

        if (parameters.Count == 6)
            return null;
        command.CommandText = $"WITH changed AS (UPDATE {model.Table} SET {set} WHERE tenant_id = $1 AND id = $2 AND version = $3 RETURNING 1) SELECT public.require_one(count(*)) FROM changed";
        return command;
    }

    public static NpgsqlBatchCommand Delete(ResourceModel model, Row row)
    {
        var command = new NpgsqlBatchCommand($"WITH changed AS (DELETE FROM {model.Table} WHERE tenant_id = $1 AND id = $2 AND version = $3 RETURNING 1) SELECT public.require_one(count(*)) FROM changed");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = row.TenantId });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = row.Id });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = row.Version });
        return command;
    }

    private static void Add(NpgsqlParameterCollection parameters, Column column, Row row, FieldSeal? seal)
    {
        if (column.IsSealed)
            seal!.AddParameters(parameters, column, row.Id, row.Values[column.Index]);
        else
            column.Type.AddParameters(parameters, row.Values[column.Index]);
    }

    private static string InsertText(ResourceModel model)
    {
        List<string> columns = ["tenant_id", "id", "client_id", "created_at", "created_by", "custom"];
        List<string> values = ["$1", "$2", "$3", "$4", "$5", "$6"];
        columns.AddRange(["updated_at", "updated_by", "version"]);
        values.AddRange(["$4", "$5", "1"]);
        var next = 7;
        foreach (var name in model.Columns.SelectMany(column => column.SqlColumns))
        {
            columns.Add(Column.Quote(name));
            values.Add($"${next++}");
        }

        return $"INSERT INTO {model.Table} ({string.Join(", ", columns)}) VALUES ({string.Join(", ", values)})";
    }

    private static int IndexOf(Column column, string name) => column.SqlColumns[0] == name ? 0 : 1;

    private static void AddId(NpgsqlParameterCollection parameters, Guid? id) =>
        parameters.Add(new NpgsqlParameter { Value = (object?)id ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });

    private static void AddTime(NpgsqlParameterCollection parameters, DateTimeOffset time) =>
        parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = time.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz });

    private static void AddJson(NpgsqlParameterCollection parameters, string? json) =>
        parameters.Add(new NpgsqlParameter { Value = (object?)json ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Jsonb });
}
