using System.Text;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;
using Ashlar.Core.Http;
using Npgsql;

namespace Ashlar.Core.Resources.Queries;

/// <summary>Writes a filter tree as SQL with bound values. Names come from definitions only, values from parameters only.</summary>
internal sealed class FilterSql(FieldScope scope, FilterVariables variables, NpgsqlParameterCollection parameters)
{
    private const int MaxDepth = 8;
    private const int MaxComparisons = 100;
    private const int MaxListed = 1000;

    private int _comparisons;

    /// <summary>Appends the condition; an error names the field or operator that is wrong.</summary>
    public Error? Write(Filter filter, StringBuilder sql, int depth = 0)
    {
        if (depth > MaxDepth)
            return CoreErrors.Validation("filter", $"Filters nest at most {MaxDepth} deep.");
        return filter switch
        {
            AllOf all => Group(all.Parts, " AND ", "TRUE", sql, depth),
            AnyOf any => Group(any.Parts, " OR ", "FALSE", sql, depth),
            Comparison comparison => Compare(comparison, sql),
            _ => throw new InvalidOperationException($"Unknown filter {filter.GetType().Name}."),
        };
    }

    private Error? Group(IReadOnlyList<Filter> parts, string joint, string empty, StringBuilder sql, int depth)
    {
        if (parts.Count == 0)
        {
            sql.Append(empty);
            return null;
        }

        sql.Append('(');
        for (var i = 0; i < parts.Count; i++)
        {
            if (i > 0)
                sql.Append(joint);
            if (Write(parts[i], sql, depth + 1) is { } error)
                return error;
        }

        sql.Append(')');
        return null;
    }

    private Error? Compare(Comparison comparison, StringBuilder sql)
    {
        var name = $"filter[{comparison.Field}]";
        if (++_comparisons > MaxComparisons)
            return CoreErrors.Validation("filter", $"At most {MaxComparisons} conditions.");
        if (scope.Resolve(comparison.Field) is not { } resolved)
            return CoreErrors.Validation(name, $"There is no field {comparison.Field} to filter by.", "unknown_field");

        var (column, key) = resolved;
        var operators = column.Operators;
        if (!operators.Contains(comparison.Op))
            return CoreErrors.Validation(name, column.IsSealed
                ? $"{comparison.Field} is stored encrypted and can only be compared with {string.Join(", ", operators)}; not with '{comparison.Op}'."
                : $"{comparison.Field} can be compared with {string.Join(", ", operators)}; not with '{comparison.Op}'.", "unknown_operator");

        if (column.IsSealed && scope.Seal is null)
            return CoreErrors.Validation(name, $"{comparison.Field} is stored encrypted and cannot be part of a stored rule.", "unknown_operator");

        return comparison.Op switch
        {
            "null" or "empty" => Absent(comparison, column, key, name, sql),
            "in" or "nin" or "some" or "none" => Listed(comparison, column, key, name, sql),
            "between" => Between(comparison, column, key, name, sql),
            "contains" or "icontains" or "starts" or "ends" => Like(comparison, column, key, sql),
            _ => Ordered(comparison, column, key, name, sql),
        };
    }

    private static Error? Absent(Comparison comparison, Column column, string key, string name, StringBuilder sql)
    {
        if (FilterVariables.Text(comparison.Value) is not ("true" or "false") and var text)
            return CoreErrors.Validation(name, $"'{comparison.Op}' takes true or false, not '{text}'.");

        var absent = FilterVariables.Text(comparison.Value) == "true";
        var blank = comparison.Op == "empty" && column.Field.Kind == FieldKind.Tags ? $" OR cardinality({key}) = 0" : "";
        sql.Append(absent ? $"({key} IS NULL{blank})" : $"NOT ({key} IS NULL{blank})");
        return null;
    }

    private Error? Ordered(Comparison comparison, Column column, string key, string name, StringBuilder sql)
    {
        if (Value(comparison.Value, column, name, out var value) is { } error)
            return error;

        if (value is null)
        {
            sql.Append(comparison.Op == "ne" ? $"{key} IS NOT NULL" : comparison.Op == "eq" ? $"{key} IS NULL" : "FALSE");
            return null;
        }

        sql.Append(comparison.Op switch
        {
            "ne" => $"{key} IS DISTINCT FROM {Bind(column, value)}",
            "lt" => $"{key} < {Bind(column, value)}",
            "lte" => $"{key} <= {Bind(column, value)}",
            "gt" => $"{key} > {Bind(column, value)}",
            "gte" => $"{key} >= {Bind(column, value)}",
            _ => $"{key} = {Bind(column, value)}",
        });
        return null;
    }

    private Error? Between(Comparison comparison, Column column, string key, string name, StringBuilder sql)
    {
        var ends = FilterVariables.List(comparison.Value);
        if (ends.Count != 2)
            return CoreErrors.Validation(name, "'between' takes two values, separated by a comma.");
        if (Value(ends[0], column, name, out var low) is { } wrongLow)
            return wrongLow;
        if (Value(ends[1], column, name, out var high) is { } wrongHigh)
            return wrongHigh;
        if (low is null || high is null)
            return CoreErrors.Validation(name, "'between' takes two values, separated by a comma.");

        sql.Append($"{key} BETWEEN {Bind(column, low)} AND {Bind(column, high)}");
        return null;
    }

    private Error? Listed(Comparison comparison, Column column, string key, string name, StringBuilder sql)
    {
        var items = FilterVariables.List(comparison.Value);
        if (items.Count > MaxListed)
            return CoreErrors.Validation(name, $"At most {MaxListed} values.");
        if (column.Field.Kind == FieldKind.Tags)
        {
            var overlap = $"{key} && {Next(new NpgsqlParameter { Value = items.Select(FilterVariables.Text).ToArray(), NpgsqlDbType = column.Type.DbType })}";
            sql.Append(comparison.Op == "none" ? $"NOT coalesce({overlap}, FALSE)" : $"coalesce({overlap}, FALSE)");
            return null;
        }

        var bound = new List<string>(items.Count);
        foreach (var item in items)
        {
            foreach (var expanded in variables.Expand(item))
            {
                if (Value(expanded, column, name, out var value) is { } error)
                    return error;
                if (value is not null)
                    bound.Add(Bind(column, value));
            }
        }

        var list = bound.Count == 0 ? "FALSE" : $"{key} IN ({string.Join(", ", bound)})";
        sql.Append(comparison.Op == "nin" ? $"NOT coalesce({list}, FALSE)" : list);
        return null;
    }

    private Error? Like(Comparison comparison, Column column, string key, StringBuilder sql)
    {
        var text = FilterVariables.Text(comparison.Value) ?? "";
        if (column.Field.Kind == FieldKind.Tags)
        {
            sql.Append($"{key} @> {Next(new NpgsqlParameter { Value = new[] { text }, NpgsqlDbType = column.Type.DbType })}");
            return null;
        }

        var escaped = EscapeLike(text);
        sql.Append(comparison.Op switch
        {
            "starts" => $"{key} LIKE {BindText(escaped + "%")}",
            "ends" => $"{key} LIKE {BindText("%" + escaped)}",
            "icontains" => $"{key} ILIKE {BindText($"%{escaped}%")}",
            _ => $"{key} LIKE {BindText($"%{escaped}%")}",
        });
        return null;
    }

    public static string EscapeLike(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);

    /// <summary>Free text: every word must occur in one of the searchable fields.</summary>
    public void Search(string text, IEnumerable<Column> columns, StringBuilder sql)
    {
        var searched = columns.Where(column => !scope.Hidden.Contains(column.Name)).ToList();
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(8))
        {
            var pattern = BindText($"%{EscapeLike(word)}%");
            sql.Append(searched.Count == 0 ? " AND FALSE" : $" AND ({string.Join(" OR ", searched.Select(column => $"{column.Key} ILIKE {pattern}"))})");
        }
    }

    private Error? Value(object? raw, Column column, string name, out object? value)
    {
        value = null;
        var text = FilterVariables.Text(variables.Resolve(raw, column.Field.Kind));
        if (text is null)
            return null;
        if (column.Field.Kind == FieldKind.Money)
        {
            value = Fields.DecimalField.TryParse(text, out var amount) ? amount : null;
            return value is null ? CoreErrors.Validation(name, $"'{text}' is not an amount.") : null;
        }

        // Limits of a field do not limit what may be asked for.
        value = column.Type.Parse(text, column.Field with { MaxLength = null, Min = null, Max = null, Scale = 28 }, out var error);
        if (column.IsSealed && value is not null)
            value = scope.Seal!.Fingerprint(column, value);
        return error is null ? null : CoreErrors.Validation(name, error);
    }

    private string Bind(Column column, object value) => Next(new NpgsqlParameter { Value = value, NpgsqlDbType = column.Type.DbType });

    private string BindText(string text) => Next(new NpgsqlParameter<string> { TypedValue = text, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });

    private string Next(NpgsqlParameter parameter)
    {
        parameters.Add(parameter);
        return $"${parameters.Count}";
    }
}
