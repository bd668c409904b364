using System.Globalization;
using System.Text.Json;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;
using Ashlar.Core.Http;
using Ashlar.Core.Storage;
using Npgsql;

namespace Ashlar.Core.Resources.Verbs;

/// <summary>GET …/aggregate: counts and sums per group over exactly the rows a list with the same parameters would show.</summary>
internal sealed class AggregateRows(Databases databases, FieldScopes scopes, ReadCheck check, TimeProvider time)
{
    private const int MaxGroups = 1000;

    private static readonly string[] _periods = ["day", "week", "month", "quarter", "year"];

    private sealed record Term(string Name, string Sql, Column? Column);

    public async Task Handle(HttpContext context, ResourceModel model)
    {
        using var buffer = new PooledBuffer();
        if (await Write(context, model, buffer) is { } error)
            await context.WriteError(error);
        else
            await context.WriteJson(buffer.Written);
    }

    private async Task<Error?> Write(HttpContext context, ResourceModel model, PooledBuffer buffer)
    {
        var (caller, cancel) = (context.Caller(), context.RequestAborted);
        if (await check.Refuse(context, model, model.Reading) is { } denied)
            return denied;
        var scope = await scopes.Of(model, caller, cancel);
        var request = ListRequest.Parse(context.Request.Query, scope);
        if (!request.Succeeded)
            return request.Error;
        var groups = Groups(context.Request.Query["group"].ToString(), scope);
        if (!groups.Succeeded)
            return groups.Error;
        var metrics = Metrics(context.Request.Query["metrics"].ToString(), scope);
        if (!metrics.Succeeded)
            return metrics.Error;
        var query = ListRows.Matching(request.Value, caller, time, withCursor: false);
        if (!query.Succeeded)
            return query.Error;

        var columns = string.Join(", ", groups.Value.Concat(metrics.Value).Select(term => term.Sql));
        var ordinals = string.Join(", ", Enumerable.Range(1, groups.Value.Count));
        var session = caller.Scope(model.Definition.ControlPlane);
        await databases.For(model.Definition, session.Placement).Read(
            session, [query.Value.Select(columns, groups.Value.Count == 0 ? "" : $" GROUP BY {ordinals} ORDER BY {ordinals} LIMIT {MaxGroups}")], reader => Write(reader, groups.Value, metrics.Value, buffer, cancel), cancel);
        return null;
    }

    private async Task<int> Write(NpgsqlDataReader reader, List<Term> groups, List<Term> metrics, PooledBuffer buffer, CancellationToken cancel)
    {
        await using var json = AnswerWriter.Writer(buffer);
        json.WriteStartObject();
        json.WriteStartArray("data"u8);
        var count = 0;
        while (await reader.ReadAsync(cancel))
        {
            count++;
            json.WriteStartObject();
            json.WriteStartObject("group"u8);
            for (var i = 0; i < groups.Count; i++)
                Value(json, reader, i, groups[i]);
            json.WriteEndObject();
            json.WriteStartObject("metrics"u8);
            for (var i = 0; i < metrics.Count; i++)
                Value(json, reader, groups.Count + i, metrics[i]);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        AnswerWriter.Meta(json, time, count);
        json.WriteEndObject();
        return count;
    }

    private static Result<List<Term>> Groups(string text, FieldScope scope)
    {
        var groups = new List<Term>();
        foreach (var name in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Take(4))
        {
            var (field, period) = name.Split(':') is [var f, var p] ? (f, p) : (name, null);
            if (scope.Resolve(field) is not { } resolved || !resolved.Column.IsOrdered)
                return CoreErrors.Validation("group", $"Cannot group by {field}.", "unknown_field");
            if (resolved.Column.Field.Kind == FieldKind.Money)
            {
                groups.Add(new Term(name, Column.Quote($"{field}_currency"), null));
                continue;
            }

            if (period is null)
            {
                groups.Add(new Term(name, resolved.Column.Field.Kind == FieldKind.Integer ? $"{resolved.Sql}::bigint" : resolved.Sql, resolved.Column));
                continue;
            }

            if (!_periods.Contains(period) || resolved.Column.Field.Kind is not (FieldKind.Date or FieldKind.Timestamp))
                return CoreErrors.Validation("group", $"{field} can be grouped by {string.Join(", ", _periods)} only when it is a date.", "unknown_period");
            groups.Add(new Term(name, $"to_char(date_trunc('{period}', {resolved.Sql}::timestamp), 'YYYY-MM-DD')", null));
        }

        return groups;
    }

    private static Result<List<Term>> Metrics(string text, FieldScope scope)
    {
        var metrics = new List<Term>();
        foreach (var name in (text.Length == 0 ? "count" : text).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Take(10))
        {
            if (name == "count")
            {
                metrics.Add(new Term(name, "count(*)", null));
                continue;
            }

            var open = name.IndexOf('(', StringComparison.Ordinal);
            var function = open > 0 ? name[..open] : "";
            var field = open > 0 && name[^1] == ')' ? name[(open + 1)..^1] : "";
            if (function is not ("sum" or "avg" or "min" or "max"))
                return CoreErrors.Validation("metrics", $"'{name}' is not count, sum(field), avg(field), min(field) or max(field).", "unknown_metric");
            if (scope.Resolve(field) is not { } resolved)
                return CoreErrors.Validation("metrics", $"There is no field {field}.", "unknown_field");
            var kind = resolved.Column.Field.Kind;
            if (resolved.Column.IsSealed)
                return CoreErrors.Validation("metrics", $"{field} is stored encrypted and cannot be added up.", "unknown_metric");
            var number = kind is FieldKind.Integer or FieldKind.Decimal or FieldKind.Money;
            if (!number && !(function is "min" or "max" && kind is FieldKind.Date or FieldKind.Timestamp))
                return CoreErrors.Validation("metrics", $"{function} does not apply to {field}.", "unknown_metric");
            metrics.Add(new Term(name, number ? $"{function}({resolved.Sql})::numeric" : $"{function}({resolved.Sql})", number ? null : resolved.Column));
        }

        return metrics;
    }

    private static void Value(Utf8JsonWriter json, NpgsqlDataReader reader, int ordinal, Term term)
    {
        json.WritePropertyName(term.Name);
        if (reader.IsDBNull(ordinal))
            json.WriteNullValue();
        else if (term.Column is { } column)
            column.Type.Write(json, reader, ordinal);
        else if (reader.GetFieldType(ordinal) == typeof(long))
            json.WriteNumberValue(reader.GetInt64(ordinal));
        else if (reader.GetFieldType(ordinal) == typeof(decimal))
            json.WriteStringValue(reader.GetDecimal(ordinal).ToString("0.############################", CultureInfo.InvariantCulture));
        else
            json.WriteStringValue(reader.GetString(ordinal).TrimEnd());
    }
}
