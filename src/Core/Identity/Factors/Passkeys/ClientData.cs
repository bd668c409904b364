using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;

namespace Ashlar.Core.Identity.Factors.Passkeys;

/// <summary>What the browser says it asked the authenticator for.</summary>
internal static class ClientData
{
    public const string Create = "webauthn.create";
    public const string Get = "webauthn.get";

    /// <summary>Null when it fits; else what does not, for the log.</summary>
    public static string? Wrong(byte[] json, string type, ReadOnlySpan<byte> challenge, PasskeySite site)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || Text(root, "type") != type)
                return "another ceremony";
            if (Text(root, "challenge") is not { } given || !Base64Url.IsValid(given, out var length) || length != challenge.Length || !CryptographicOperations.FixedTimeEquals(Base64Url.DecodeFromChars(given), challenge))
                return "another challenge";
            if (Text(root, "origin") is not { } origin || !site.Origins.Contains(origin, StringComparer.OrdinalIgnoreCase))
                return "another origin";
            return root.TryGetProperty("crossOrigin", out var cross) && cross.ValueKind != JsonValueKind.False ? "inside a page of another origin" : null;
        }
        catch (JsonException)
        {
            return "no client data";
        }
    }

    private static string? Text(JsonElement root, string name) => root.TryGetProperty(name, out var value) ? Tokens.Jws.Text(value) : null;
}
