using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ashlar.Core.Protection.Fields;

namespace Ashlar.Core.Resources.Rows;

/// <summary>What changed between two states of a row, as the log keeps it: <c>{"name":{"from":"a","to":"b"}}</c>, secrets masked, encrypted fields sealed.</summary>
internal static class RowDiff
{
    private const string Masked = "••••";

    public static bool Same(object? left, object? right) => (left, right) switch
    {
        (string[] a, string[] b) => a.AsSpan().SequenceEqual(b),
        _ => Equals(left, right),
    };

    /// <summary>Null when nothing differs.</summary>
    public static string? Of(ResourceModel model, Row? before, Row? after, FieldSeal? seal)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true, Encoder = JsonSettings.Encoder });
        var any = false;
        json.WriteStartObject();
        foreach (var column in model.Columns)
        {
            var (from, to) = (before?.Values[column.Index], after?.Values[column.Index]);
            if (Same(from, to) || (before is null && to is string[] { Length: 0 }))
                continue;
            any = true;
            json.WriteStartObject(column.Name);
            Write(json, "from", column, from, (before ?? after)!.Id, seal);
            Write(json, "to", column, to, (before ?? after)!.Id, seal);
            json.WriteEndObject();
        }

        any |= WriteCustom(json, before?.Custom, after?.Custom);
        any |= WriteDeleted(json, before, after);
        json.WriteEndObject();
        json.Flush();
        return any ? Encoding.UTF8.GetString(buffer.WrittenSpan) : null;
    }

    private static void Write(Utf8JsonWriter json, string name, Column column, object? value, Guid row, FieldSeal? seal)
    {
        json.WritePropertyName(name);
        if (value is null)
            json.WriteNullValue();
        else if (column.Field.Secret)
            json.WriteStringValue(Masked);
        else if (column.IsSealed)
            seal!.WriteToLog(json, column, row, value);
        else
            column.Type.Write(json, value);
    }

    private static bool WriteCustom(Utf8JsonWriter json, JsonObject? before, JsonObject? after)
    {
        if (before is null && after is null)
            return false;
        var any = false;
        foreach (var name in (before ?? []).Select(pair => pair.Key).Union((after ?? []).Select(pair => pair.Key), StringComparer.Ordinal))
        {
            var (from, to) = (before?[name], after?[name]);
            if (JsonNode.DeepEquals(from, to))
                continue;
            any = true;
            json.WriteStartObject(FieldScope.CustomPrefix + name);
            json.WritePropertyName("from");
            json.WriteRawValue(from?.ToJsonString() ?? "null", skipInputValidation: true);
            json.WritePropertyName("to");
            json.WriteRawValue(to?.ToJsonString() ?? "null", skipInputValidation: true);
            json.WriteEndObject();
        }

        return any;
    }

    private static bool WriteDeleted(Utf8JsonWriter json, Row? before, Row? after)
    {
        if (before is null || after is null || before.DeletedAt == after.DeletedAt)
            return false;
        json.WriteStartObject("deleted");
        json.WriteBoolean("from", before.DeletedAt is not null);
        json.WriteBoolean("to", after.DeletedAt is not null);
        json.WriteEndObject();
        return true;
    }
}
