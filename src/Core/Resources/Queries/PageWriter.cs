using System.Text.Json;
using Ashlar.Core.Http;
using Npgsql;

namespace Ashlar.Core.Resources.Queries;

/// <summary>What a page of a list held: how many rows, of how many, where the next page begins, and the rows whose health fields it shows.</summary>
internal sealed record ListPage(int Count, long? Total, string? Next, List<Guid> Shown);

/// <summary>Writes the rows of a page into the answer, from the start each time it is asked to.</summary>
internal sealed class PageWriter(Utf8JsonWriter json, PooledBuffer buffer, ListRequest request, Inclusions.Wanted wanted, string type)
{
    private readonly ReadPlan _plan = request.Plan;

    /// <summary>Sort keys that the answer itself does not bring.</summary>
    public string CursorColumns => string.Concat(request.Sort.Where(key => _plan.Ordinal(key) < 0).Select((key, index) => $", {key.Sql} AS sort_{index}"));

    public async Task<ListPage> Write(NpgsqlDataReader reader)
    {
        AnswerWriter.Restart(json, buffer);
        json.WriteStartObject();
        json.WriteStartArray("data"u8);
        var (count, total, next) = (0, (long?)null, (string?)null);
        var shown = new List<Guid>(_plan.Phi.Count > 0 ? request.Limit : 0);
        string?[]? last = null;
        while (await reader.ReadAsync())
        {
            if (count == request.Limit)
            {
                next = new Cursor(request.SortText, last!).Encode();
                break;
            }

            _plan.Write(json, reader, type);
            wanted.Take(reader);
            if (_plan.Phi.Count > 0)
                shown.Add(reader.GetGuid(0));
            if (++count == request.Limit)
                last = CursorValues(reader);
        }

        if (request.WithTotal && await reader.NextResultAsync() && await reader.ReadAsync())
            total = reader.GetInt64(0);
        json.WriteEndArray();
        return new ListPage(count, total, next, shown);
    }

    private string?[] CursorValues(NpgsqlDataReader reader)
    {
        var added = _plan.Width;
        return [.. request.Sort.Select(key => ReadPlan.CursorText(reader, _plan.Ordinal(key) is >= 0 and var ordinal ? ordinal : added++, key))];
    }
}
