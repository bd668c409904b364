using System.Text;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;
using Ashlar.Core.Identity;
using Npgsql;

namespace Ashlar.Core.Resources.Queries;

/// <summary>Builds the SQL of reads. Every one carries tenant, client scope, built-in rule and the caller's row rule.</summary>
internal sealed class RowQuery
{
    private readonly StringBuilder _where = new(128);
    private readonly Caller _caller;
    private readonly TimeProvider _time;

    private RowQuery(FieldScope scope, Caller caller, TimeProvider time) => (Scope, _caller, _time) = (scope, caller, time);

    public NpgsqlBatchCommand Command { get; } = new();

    public FieldScope Scope { get; }

    private ResourceModel Model => Scope.Model;

    private FilterSql Filters => field ??= new FilterSql(Scope, FilterVariables.For(_caller, _time), Command.Parameters);

    /// <summary>Starts a query with every fence; an error can only come from a broken row rule.</summary>
    public static Result<RowQuery> Start(FieldScope scope, Caller caller, TimeProvider time, Deleted deleted, bool beyondRowRules = false)
    {
        var query = new RowQuery(scope, caller, time);
        query.Command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = caller.TenantId });
        query._where.Append("tenant_id = $1");
        if (caller.ClientId is { } client)
        {
            query.Command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = client });
            query._where.Append(" AND client_id = $2");
        }

        query._where.Append(deleted switch
        {
            Deleted.Without => " AND deleted_at IS NULL",
            Deleted.Only => " AND deleted_at IS NOT NULL",
            _ => "",
        });
        if (scope.Model.Definition.VisibleWhen is { } builtIn && query.AndUnscoped(builtIn, caller, time) is { } broken)
            return broken;
        // A rule may look at fields its user may not see.
        if (!beyondRowRules && caller.Permissions.RowRule(scope.Model.Key) is { } rule && query.AndUnscoped(rule, caller, time) is { } error)
            return error;
        return query;
    }

    public Error? And(Filter filter)
    {
        _where.Append(" AND ");
        return Filters.Write(filter, _where);
    }

    public void AndId(Guid id) => _where.Append($" AND id = {Bind(new NpgsqlParameter<Guid> { TypedValue = id })}");

    public void AndIds(IEnumerable<Guid> ids) => _where.Append($" AND id = ANY({Bind(new NpgsqlParameter<Guid[]> { TypedValue = [.. ids] })})");

    public void AndSearch(string text) => Filters.Search(text, Model.Search, _where);

    /// <summary>Rows after the cursor in the given order; empty values sort last.</summary>
    public Error? After(Cursor cursor, IReadOnlyList<SortKey> sort)
    {
        if (cursor.Values.Count != sort.Count)
            return Http.CoreErrors.Validation("cursor", "This cursor does not belong to this list. Start again without it.");

        var values = new string?[sort.Count];
        for (var i = 0; i < sort.Count; i++)
        {
            if (cursor.Values[i] is not { } text)
                continue;
            var column = sort[i].Column;
            var key = column.Field.Kind == FieldKind.Money ? new Column(column.Field with { Kind = FieldKind.Decimal }, -1) : column;
            if (key.Type.Parse(text, key.Field with { MaxLength = null, Min = null, Max = null, Scale = 28 }, out _) is not { } value)
                return Http.CoreErrors.Validation("cursor", "This cursor does not belong to this list. Start again without it.");
            values[i] = Bind(new NpgsqlParameter { Value = value, NpgsqlDbType = key.Type.DbType });
        }

        _where.Append(" AND (");
        for (var i = 0; i < sort.Count; i++)
        {
            if (i > 0)
                _where.Append(" OR ");
            _where.Append('(');
            for (var j = 0; j < i; j++)
                _where.Append(values[j] is null ? $"{sort[j].Sql} IS NULL AND " : $"{sort[j].Sql} = {values[j]} AND ");
            var (sql, compare) = (sort[i].Sql, sort[i].Descending ? "<" : ">");
            _where.Append(values[i] is null ? "FALSE" : sort[i].Nullable ? $"({sql} {compare} {values[i]} OR {sql} IS NULL)" : $"{sql} {compare} {values[i]}");
            _where.Append(')');
        }

        _where.Append(')');
        return null;
    }

    public NpgsqlBatchCommand Select(string columns, string tail = "")
    {
        Command.CommandText = (tail.Length == 0 ? Model.ReadsOne : Model.ReadsMany).Of(columns, Model.Table, _where, tail);
        return Command;
    }

    public static string OrderBy(IReadOnlyList<SortKey> sort) =>
        " ORDER BY " + string.Join(", ", sort.Select(key => $"{key.Sql}{(key.Descending ? " DESC" : "")}{(key.Nullable ? " NULLS LAST" : "")}"));

    private Error? AndUnscoped(Filter filter, Caller caller, TimeProvider time)
    {
        _where.Append(" AND ");
        var open = new FieldScope(Model, Access.ResourceRule.None, Scope.CustomFields) { Seal = Scope.Seal };
        return new FilterSql(open, FilterVariables.For(caller, time), Command.Parameters).Write(filter, _where);
    }

    private string Bind(NpgsqlParameter parameter)
    {
        Command.Parameters.Add(parameter);
        return $"${Command.Parameters.Count}";
    }
}
