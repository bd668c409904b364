using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ashlar.Contract.Resources;
using Ashlar.Core.Protection.Keys;
using Ashlar.Core.Resources;
using Ashlar.Core.Resources.Definitions;
using Npgsql;
using NpgsqlTypes;

namespace Ashlar.Core.Protection.Fields;

/// <summary>
/// Seals and opens the encrypted fields of one resource with one tenant's keys. Tenant, resource, row and field are bound into each value,
/// so that a ciphertext copied to another row or field opens nowhere. What lost its key reads as empty.
/// </summary>
internal sealed class FieldSeal(ResourceModel model, ScopeKeys keys)
{
    public const string Mark = "$sealed";
    public const string Masked = "••••••••";
    private const int IndexLength = 16;

    private readonly string[] _uses = [.. model.Columns.Select(column => $"field {model.Key}.{column.Name}")];

    public ScopeKeys Keys => keys;

    public byte[] Seal(Column column, Guid row, object value) => keys.Seal(_uses[column.Index], Row(row), Json(column, value).WrittenSpan);

    /// <summary>The value as JSON text; null when its key was destroyed.</summary>
    public byte[]? Open(Column column, Guid row, ReadOnlySpan<byte> sealedBytes) => Open(_uses[column.Index], Row(row), sealedBytes);

    public byte[] Fingerprint(Column column, object value)
    {
        var text = BlindIndex.Normal(column.Field.Kind, column.Type.Text(value));
        return keys.Fingerprint(_uses[column.Index], Encoding.UTF8.GetBytes(text))[..IndexLength];
    }

    public object? Load(NpgsqlDataReader reader, int ordinal, Column column, Guid row) => Value(column, Open(column, row, reader.GetFieldValue<byte[]>(ordinal)));

    public void Write(Utf8JsonWriter json, NpgsqlDataReader reader, int ordinal, Column column, Guid row)
    {
        if (Open(column, row, reader.GetFieldValue<byte[]>(ordinal)) is { } plain)
            json.WriteRawValue(plain, skipInputValidation: true);
        else
            json.WriteNullValue();
    }

    public void AddParameters(NpgsqlParameterCollection parameters, Column column, Guid row, object? value)
    {
        parameters.Add(new NpgsqlParameter { Value = value is null ? DBNull.Value : Seal(column, row, value), NpgsqlDbType = NpgsqlDbType.Bytea });
        if (((SealedField)column.Type).HasIndex)
            parameters.Add(new NpgsqlParameter { Value = value is null ? DBNull.Value : Fingerprint(column, value), NpgsqlDbType = NpgsqlDbType.Bytea });
    }

    /// <summary>The value as the log keeps it: sealed, and bound to the log so that it cannot be put back into the row.</summary>
    public void WriteToLog(Utf8JsonWriter json, Column column, Guid row, object value)
    {
        json.WriteStartObject();
        json.WriteBase64String(Mark, keys.Seal(_uses[column.Index], Row(row) + " log", Json(column, value).WrittenSpan));
        json.WriteEndObject();
    }

    /// <summary>What the log kept, readable again; null when its key was destroyed.</summary>
    public JsonNode? FromLog(Column column, Guid row, JsonNode? kept) => kept is JsonObject { Count: 1 } mark && mark[Mark] is JsonValue text
        ? Open(_uses[column.Index], Row(row) + " log", Convert.FromBase64String(text.GetValue<string>())) is { } plain ? JsonNode.Parse(plain) : null
        : kept?.DeepClone();

    public static object? Value(Column column, byte[]? plain)
    {
        if (plain is null)
            return null;
        // What was once valid is read again whatever the limits are by now.
        using var json = JsonDocument.Parse(plain);
        return column.Type.Read(json.RootElement.Clone(), column.Field with { MaxLength = null, Min = null, Max = null, Scale = 28 }, out _);
    }

    private byte[]? Open(string use, string place, ReadOnlySpan<byte> sealedBytes)
    {
        try
        {
            return keys.Open(use, place, sealedBytes);
        }
        catch (UnreadableException gone) when (gone.Reason == Unreadable.KeyDestroyed)
        {
            return null;
        }
    }

    private static string Row(Guid row) => row.ToString("n");

    private static ArrayBufferWriter<byte> Json(Column column, object value)
    {
        var buffer = new ArrayBufferWriter<byte>(128);
        using var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JsonSettings.Encoder, SkipValidation = true });
        column.Type.Write(json, value);
        json.Flush();
        return buffer;
    }
}
