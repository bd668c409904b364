using System.Text.Json;

namespace Ashlar.Core.Identity.Tokens;

/// <summary>What an access token says.</summary>
internal sealed record AccessClaims(Guid UserId, Guid SessionId, Guid? TenantId, Guid? ClientId, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt)
{
    public byte[] ToJson(string issuer, string audience)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("iss", issuer);
            json.WriteString("aud", audience);
            json.WriteString("sub", UserId);
            json.WriteString("sid", SessionId);
            if (TenantId is { } tenant)
                json.WriteString("tid", tenant);
            if (ClientId is { } client)
                json.WriteString("cid", client);
            json.WriteNumber("iat", IssuedAt.ToUnixTimeSeconds());
            json.WriteNumber("exp", ExpiresAt.ToUnixTimeSeconds());
            json.WriteString("jti", Contract.Values.Ids.New());
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    /// <summary>Null unless every claim is there once, of the right kind, and meant for us.</summary>
    public static AccessClaims? Read(JsonElement json, string issuer, string audience)
    {
        if (Text(json, "iss") != issuer || Text(json, "aud") != audience
            || Id(json, "sub") is not { } user || Id(json, "sid") is not { } session
            || Time(json, "iat") is not { } issued || Time(json, "exp") is not { } expires)
            return null;

        var tenant = Id(json, "tid");
        var client = Id(json, "cid");
        if ((tenant is null && json.TryGetProperty("tid", out _)) || (client is null && json.TryGetProperty("cid", out _)))
            return null;
        return new AccessClaims(user, session, tenant, client, issued, expires);
    }

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? Jws.Text(value) : null;

    private static Guid? Id(JsonElement json, string name) => Guid.TryParseExact(Text(json, name), "D", out var id) ? id : null;

    private static DateTimeOffset? Time(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var seconds) && seconds is > 0 and < 253402300799
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;
}
