using System.Buffers.Text;
using System.Text.Json;

namespace Ashlar.Core.Identity.Factors.Passkeys;

/// <summary>What <c>navigator.credentials</c> gave, as browsers write it with <c>toJSON()</c>.</summary>
internal sealed record PasskeyAnswer(byte[] Id, byte[] ClientData)
{
    private const int Longest = 16 * 1024;

    public byte[]? AttestationObject { get; init; }

    public byte[]? AuthenticatorData { get; init; }

    public byte[]? Signature { get; init; }

    public byte[]? UserHandle { get; init; }

    public IReadOnlyList<string> Transports { get; init; } = [];

    public static PasskeyAnswer? Read(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty("response", out var response) || response.ValueKind != JsonValueKind.Object
            || Bytes(json, "rawId") is not { Length: > 0 and <= 1023 } id || Bytes(response, "clientDataJSON") is not { } client)
            return null;
        return new PasskeyAnswer(id, client)
        {
            AttestationObject = Bytes(response, "attestationObject"),
            AuthenticatorData = Bytes(response, "authenticatorData"),
            Signature = Bytes(response, "signature"),
            UserHandle = Bytes(response, "userHandle"),
            Transports = response.TryGetProperty("transports", out var transports) && transports.ValueKind == JsonValueKind.Array
                ? [.. transports.EnumerateArray().Select(Tokens.Jws.Text).OfType<string>().Where(one => one.Length <= 32 && one.All(c => char.IsAsciiLetterLower(c) || c == '-')).Take(8)]
                : [],
        };
    }

    private static byte[]? Bytes(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && Tokens.Jws.Text(value) is { Length: <= Longest } text && Base64Url.IsValid(text) ? Base64Url.DecodeFromChars(text) : null;
}
