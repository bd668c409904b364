using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Ashlar.Core.Hooks.Sources;
using Ashlar.Core.Http;

namespace Ashlar.Core.Hooks.Verification;

/// <summary>What a request says about itself: which event it is, of which type, and of which account there.</summary>
internal sealed record Facts(string Key, string Type, string? Account)
{
    private const int MaxLength = 200;

    public static Facts Of(SourceKind kind, Arrived request)
    {
        using var json = Json(request.Body);
        var root = json?.RootElement;
        var (id, type, account) = kind switch
        {
            SourceKind.Stripe => (Text(root, "id"), Text(root, "type"), Text(root, "account")),
            SourceKind.Github => (request.Headers("X-GitHub-Delivery"), Joined(request.Headers("X-GitHub-Event"), Text(root, "action")), Text(root, "installation", "id") ?? Text(root, "organization", "id")),
            SourceKind.Standard => (request.Headers("webhook-id") ?? request.Headers("svix-id"), Text(root, "type") ?? Text(root, "event_type"), Text(root, "account_id") ?? Text(root, "tenant_id")),
            SourceKind.Retell => (Joined(Text(root, "event"), Text(root, "call", "call_id") ?? Text(root, "chat", "chat_id")), Text(root, "event"), Text(root, "call", "agent_id") ?? Text(root, "chat", "agent_id")),
            SourceKind.Ghl => (Text(root, "webhookId") ?? Text(root, "deliveryId"), Text(root, "type"), Text(root, "locationId") ?? Text(root, "companyId")),
            SourceKind.Twilio => Twilio(request, root),
            _ => (Text(root, "id"), Text(root, "type") ?? Text(root, "event"), Text(root, "account_id")),
        };
        // Without an id of the sender's the same bytes are the same event.
        var key = Usable(id) ?? $"sha256:{Convert.ToHexStringLower(SHA256.HashData(request.Body.Span))}";
        return new Facts(key, Usable(type) ?? "unknown", Usable(account));
    }

    /// <summary>Twilio has no id of an event: what it is about and its state together are one. A repetition carries a token of its own.</summary>
    private static (string? Id, string? Type, string? Account) Twilio(Arrived request, JsonElement? root)
    {
        if (!FormText.IsForm(request.ContentType))
            return (Text(root, "id") ?? request.Headers("I-Twilio-Idempotency-Token"), Text(root, "type"), Text(root, "AccountSid"));
        var form = FormText.Read(request.Body);
        string? Field(string name) => form.TryGetValue(name, out var value) && value.Count > 0 && value[0] is { Length: > 0 } text ? text : null;
        var (noun, sid, status) = Field("CallSid") is { } call ? ("call", call, Field("RecordingStatus") is { } recording ? $"recording_{recording}" : Field("CallStatus"))
            : ("message", Field("MessageSid") ?? Field("SmsSid"), Field("MessageStatus") ?? Field("SmsStatus"));
        return (request.Headers("I-Twilio-Idempotency-Token") ?? (sid is null ? null : Joined(sid, status)), Joined(noun, status), Field("AccountSid"));
    }

    private static JsonDocument? Json(ReadOnlyMemory<byte> body)
    {
        try
        {
            return Http.JsonText.Parse(body, new JsonDocumentOptions { MaxDepth = 64 });
        }
        catch (JsonException)
        {
            // It is kept as it is; its sender was verified by its bytes.
            return null;
        }
    }

    private static string? Text(JsonElement? root, params ReadOnlySpan<string> path)
    {
        if (root is not { } at)
            return null;
        foreach (var name in path)
        {
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out at))
                return null;
        }

        return at.ValueKind switch { JsonValueKind.String => at.GetString(), JsonValueKind.Number => at.GetRawText(), _ => null };
    }

    private static string? Joined(string? first, string? second) => first is null ? second : second is null ? first : $"{first}.{second}";

    /// <summary>Texts of strangers, cut and freed of what a column cannot hold.</summary>
    private static string? Usable(string? text) => string.IsNullOrWhiteSpace(text) ? null : Clean(text.Length <= MaxLength ? text : $"{text.Cut(100)}…{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}");

    private static string Clean(string text) => text.Any(char.IsControl) ? string.Concat(text.Where(c => !char.IsControl(c))) : text;
}
