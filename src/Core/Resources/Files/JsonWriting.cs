using System.Text.Encodings.Web;
using System.Text.Json;

namespace Ashlar.Core.Resources.Files;

/// <summary>A list of flat objects; a tenant's own fields stand together under <c>custom</c>.</summary>
internal sealed class JsonWriting(Stream buffer) : RowWriter
{
    private readonly Utf8JsonWriter _json = new(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public override void Start(IReadOnlyList<ExportColumn> columns) => _json.WriteStartArray();

    public override void Row(IReadOnlyList<ExportColumn> columns, object?[] values)
    {
        _json.WriteStartObject();
        for (var i = 0; i < values.Length; i++)
        {
            if (!columns[i].Field.Custom)
                Value(columns[i].Name, columns[i], values[i]);
        }

        if (columns.Any(column => column.Field.Custom))
        {
            _json.WriteStartObject("custom");
            for (var i = 0; i < values.Length; i++)
            {
                if (columns[i].Field.Custom)
                    Value(columns[i].Field.Name, columns[i], values[i]);
            }

            _json.WriteEndObject();
        }

        _json.WriteEndObject();
    }

    public override void Flush() => _json.Flush();

    public override void Finish()
    {
        _json.WriteEndArray();
        _json.Flush();
    }

    public override void Dispose() => _json.Dispose();

    private void Value(string name, ExportColumn column, object? value)
    {
        _json.WritePropertyName(name);
        if (value is null)
            _json.WriteNullValue();
        else if (column.Field.Custom && value is string text)
            _json.WriteStringValue(text);
        else
            column.Type.Write(_json, value);
    }
}
