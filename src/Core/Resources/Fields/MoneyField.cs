using System.Globalization;
using System.Text.Json;
using Ashlar.Contract.Resources;
using Ashlar.Contract.Values;
using Npgsql;
using NpgsqlTypes;

namespace Ashlar.Core.Resources.Fields;

/// <summary>Two columns, amount and ISO currency; <c>{"amount":"12.50","currency":"EUR"}</c> in JSON and <c>12.50 EUR</c> in text.</summary>
internal sealed class MoneyField : FieldType
{
    public override NpgsqlDbType DbType => NpgsqlDbType.Numeric;

    public override IReadOnlyList<string> Columns(string field) => [$"{field}_amount", $"{field}_currency"];

    public override string Key(string field) => $"{field}_amount";

    public override object? Read(JsonElement json, FieldDefinition field, out string? error)
    {
        if (json.ValueKind == JsonValueKind.String)
            return Parse(json.GetString()!, field, out error);
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty("amount", out var amount) || !json.TryGetProperty("currency", out var currency) || currency.ValueKind != JsonValueKind.String)
            return Wrong("Must be {\"amount\":\"12.50\",\"currency\":\"EUR\"}.", out error);

        var number = amount.ValueKind switch
        {
            JsonValueKind.String when DecimalField.TryParse(amount.GetString()!, out var text) => text,
            JsonValueKind.Number when amount.TryGetDecimal(out var plain) => plain,
            _ => (decimal?)null,
        };
        return number is null ? Wrong("The amount is not a decimal number.", out error) : Make(number.Value, currency.GetString()!, field, out error);
    }

    public override object? Parse(string text, FieldDefinition field, out string? error)
    {
        error = null;
        var parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (parts.Length == 0)
            return null;
        return parts.Length == 2 && DecimalField.TryParse(parts[0], out var amount)
            ? Make(amount, parts[1], field, out error)
            : Wrong($"'{text}' is not an amount such as 12.50 EUR.", out error);
    }

    public override object Load(NpgsqlDataReader reader, int ordinal) => new Money(reader.GetDecimal(ordinal), reader.GetString(ordinal + 1));

    public override void Write(Utf8JsonWriter json, object value)
    {
        var money = (Money)value;
        json.WriteStartObject();
        json.WriteString("amount", Amount(money));
        json.WriteString("currency", money.Currency);
        json.WriteEndObject();
    }

    public override string Text(object value) => $"{Amount((Money)value)} {((Money)value).Currency}";

    public override void AddParameters(NpgsqlParameterCollection parameters, object? value)
    {
        var money = (Money?)value;
        parameters.Add(new NpgsqlParameter { Value = (object?)money?.Amount ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Numeric });
        parameters.Add(new NpgsqlParameter { Value = (object?)money?.Currency ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
    }

    private static string Amount(Money money) => money.Amount.ToString("0.00##", CultureInfo.InvariantCulture);

    private static object? Make(decimal amount, string currency, FieldDefinition field, out string? error) =>
        !Money.IsCurrency(currency) ? Wrong($"'{currency}' is not a currency code such as EUR.", out error)
        : DecimalField.Check(amount, field, out error) is null ? null
        : new Money(amount, currency);
}
