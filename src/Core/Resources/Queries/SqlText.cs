using System.Text;

namespace Ashlar.Core.Resources.Queries;

/// <summary>Keeps the text of the last SELECT: most callers ask the same of a resource, and a statement is long.</summary>
internal sealed class SqlText
{
    private volatile Select? _last;

    private sealed record Select(string Columns, string Where, string Tail, string Text);

    public string Of(string columns, string table, StringBuilder where, string tail)
    {
        if (_last is { } last && last.Tail == tail && last.Columns == columns && where.Equals(last.Where))
            return last.Text;
        var condition = where.ToString();
        var text = $"SELECT {columns} FROM {table} WHERE {condition}{tail}";
        _last = new Select(columns, condition, tail, text);
        return text;
    }
}
