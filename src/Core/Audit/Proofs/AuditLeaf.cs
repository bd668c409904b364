using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Ashlar.Core.Audit.Proofs;

/// <summary>
/// An entry as the log seals it, version 1. What may concern a person (names, addresses, reasons, values) enters through a salted
/// commitment: destroying the salt and the values erases them, and the leaf and every proof stay true.
/// </summary>
internal sealed record AuditLeaf
{
    public const string Version = "ashlar-audit-leaf/1";
    public const int SaltLength = 16;

    public required Guid Id { get; init; }
    public required Guid Log { get; init; }
    public required DateTime At { get; init; }
    public Guid? ClientId { get; init; }
    public Guid? ActorId { get; init; }
    public required string ActorKind { get; init; }
    public required string Action { get; init; }
    public string? Resource { get; init; }
    public Guid? ResourceId { get; init; }
    public required string Result { get; init; }
    public int? RowVersion { get; init; }
    public string? RequestId { get; init; }
    public string? TraceId { get; init; }

    public string? Module { get; init; }
    public Guid? KeyId { get; init; }

    /// <summary>Personal from here.</summary>
    public string? ActorName { get; init; }
    public string? Ip { get; init; }
    public string? Reason { get; init; }

    /// <summary>JSON text, or null.</summary>
    public string? Changes { get; init; }

    /// <summary>JSON text, or null.</summary>
    public string? Details { get; init; }

    /// <summary>HMAC-SHA256 of the personal part under the salt.</summary>
    public byte[] Commitment(byte[] salt)
    {
        var text = new StringBuilder("[");
        CanonicalJson.Text(text, ActorName);
        foreach (var part in (ReadOnlySpan<string?>)[Ip, Reason])
        {
            text.Append(',');
            CanonicalJson.Text(text, part);
        }

        foreach (var json in (ReadOnlySpan<string?>)[Changes, Details])
        {
            text.Append(',');
            if (json is null)
            {
                text.Append("null");
            }
            else
            {
                using var document = JsonDocument.Parse(json);
                CanonicalJson.Write(text, document.RootElement);
            }
        }

        return HMACSHA256.HashData(salt, Encoding.UTF8.GetBytes(text.Append(']').ToString()));
    }

    /// <summary>The bytes whose leaf hash stands in the tree.</summary>
    public byte[] Encode(byte[] commitment)
    {
        var text = new StringBuilder("[");
        CanonicalJson.Text(text, Version);
        foreach (var part in (ReadOnlySpan<string?>)[
            Log.ToString(), Id.ToString(), Moment(At), ClientId?.ToString(), ActorId?.ToString(), ActorKind, Action, Resource, ResourceId?.ToString(), Result,
            RowVersion?.ToString(CultureInfo.InvariantCulture), RequestId, TraceId, Module, KeyId?.ToString(), Base64Url.EncodeToString(commitment)])
        {
            text.Append(',');
            CanonicalJson.Text(text, part);
        }

        return Encoding.UTF8.GetBytes(text.Append(']').ToString());
    }

    public byte[] Hash(byte[] commitment) => Merkle.Leaf(Encode(commitment));

    /// <summary>Microseconds, which is what PostgreSQL keeps.</summary>
    public static string Moment(DateTime at) => at.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    /// <summary>From the object of an export; a member that is missing counts as null.</summary>
    public static AuditLeaf Read(JsonElement json)
    {
        return new AuditLeaf
        {
            Id = Guid.Parse(Text("id")!),
            Log = Guid.Parse(Text("log")!),
            At = DateTime.Parse(Text("at")!, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal),
            ClientId = Id("client_id"),
            ActorId = Id("actor_id"),
            ActorKind = Text("actor_kind")!,
            Action = Text("action")!,
            Resource = Text("resource"),
            ResourceId = Id("resource_id"),
            Result = Text("result")!,
            RowVersion = Of("row_version") is { } version ? version.GetInt32() : null,
            RequestId = Text("request_id"),
            TraceId = Text("trace_id"),
            Module = Text("module"),
            KeyId = Id("key_id"),
            ActorName = Text("actor_name"),
            Ip = Text("ip"),
            Reason = Text("reason"),
            Changes = Of("changes")?.GetRawText(),
            Details = Of("details")?.GetRawText(),
        };

        JsonElement? Of(string name) => json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
        string? Text(string name) => Of(name)?.GetString();
        Guid? Id(string name) => Text(name) is { } id ? Guid.Parse(id) : null;
    }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("id", Id);
        json.WriteString("log", Log);
        json.WriteString("at", Moment(At));
        foreach (var (name, value) in (ReadOnlySpan<(string, string?)>)[
            ("client_id", ClientId?.ToString()), ("actor_id", ActorId?.ToString()), ("actor_kind", ActorKind), ("action", Action), ("resource", Resource),
            ("resource_id", ResourceId?.ToString()), ("result", Result), ("request_id", RequestId), ("trace_id", TraceId), ("module", Module), ("key_id", KeyId?.ToString()), ("actor_name", ActorName), ("ip", Ip), ("reason", Reason)])
            json.WriteString(name, value);
        if (RowVersion is { } version)
            json.WriteNumber("row_version", version);
        else
            json.WriteNull("row_version");
        foreach (var (name, value) in (ReadOnlySpan<(string, string?)>)[("changes", Changes), ("details", Details)])
        {
            json.WritePropertyName(name);
            json.WriteRawValue(value ?? "null", skipInputValidation: true);
        }

        json.WriteEndObject();
    }
}
