using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Ashlar.Core.Identity.Tokens;

/// <summary>
/// Signed tokens in the compact form of RFC 7515, ES256 only. The key decides the algorithm, never the token; a header may hold
/// <c>alg</c>, <c>kid</c> and <c>typ</c> and nothing else, so nothing in it can name a key, an address or an extension.
/// </summary>
internal static class Jws
{
    public const int MaxLength = 4096;
    private const int SignatureLength = 64;

    public static string Sign(SigningKey key, string type, ReadOnlySpan<byte> payload)
    {
        var header = JsonSerializer.SerializeToUtf8Bytes(new SortedDictionary<string, string>(StringComparer.Ordinal) { ["alg"] = "ES256", ["kid"] = key.Id, ["typ"] = type });
        var input = $"{Base64Url.EncodeToString(header)}.{Base64Url.EncodeToString(payload)}";
        return $"{input}.{Base64Url.EncodeToString(key.Sign(Encoding.ASCII.GetBytes(input)))}";
    }

    /// <summary>The header's key id and type, unproven; null when the token has another form.</summary>
    public static JwsHeader? ReadHeader(ReadOnlySpan<char> token)
    {
        var dot = token.IndexOf('.');
        if (token.Length > MaxLength || dot <= 0 || Decode(token[..dot]) is not { } bytes || Parse(bytes) is not { } json)
            return null;

        string? algorithm = null, key = null, type = null;
        foreach (var member in json.EnumerateObject())
        {
            if (Text(member.Value) is not { } value)
                return null;
            switch (member.Name)
            {
                case "alg": algorithm = value; break;
                case "kid": key = value; break;
                case "typ": type = value; break;
                default: return null;
            }
        }

        return algorithm == "ES256" && key is { Length: > 0 and <= 100 } ? new JwsHeader(key, type) : null;
    }

    /// <summary>The payload when the key signed exactly this token, else null.</summary>
    public static byte[]? Verify(ReadOnlySpan<char> token, SigningKey key)
    {
        if (ReadHeader(token) is not { } header || header.KeyId != key.Id)
            return null;

        var first = token.IndexOf('.');
        var last = token.LastIndexOf('.');
        if (first == last || token.Count('.') != 2 || Decode(token[(last + 1)..]) is not { Length: SignatureLength } signature)
            return null;

        var input = new byte[last];
        Encoding.ASCII.GetBytes(token[..last], input);
        return key.Verify(input, signature) ? Decode(token[(first + 1)..last]) : null;
    }

    /// <summary>A JSON object without duplicate members, or null.</summary>
    public static JsonElement? Parse(ReadOnlyMemory<byte> utf8, int maxDepth = 4)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = maxDepth });
            // Reading a name that is no text throws; better here than later.
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.EnumerateObject().All(member => member.Name.Length > 0) ? document.RootElement.Clone() : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Null for anything but well-formed text; half a surrogate pair is not.</summary>
    public static string? Text(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Base64url without padding, white space or stray bits: every value has one spelling.</summary>
    public static byte[]? Decode(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_'))
                return null;
        }

        var bytes = new byte[Base64Url.GetMaxDecodedLength(text.Length)];
        if (Base64Url.DecodeFromChars(text, bytes, out _, out var written) != OperationStatus.Done)
            return null;
        bytes = bytes[..written];
        return Base64Url.EncodeToString(bytes).AsSpan().SequenceEqual(text) ? bytes : null;
    }
}

internal sealed record JwsHeader(string KeyId, string? Type);

/// <summary>A P-256 key and when it serves.</summary>
internal sealed class SigningKey(string id, ECDsa key, bool canSign, DateTimeOffset signsFrom, DateTimeOffset trustedUntil) : IDisposable
{
    // One OpenSSL key object is not promised to be safe for parallel use; verified tokens are remembered, so this is rarely contended.
    private readonly Lock _gate = new();

    public string Id => id;

    /// <summary>False when only the public half could be read.</summary>
    public bool CanSign => canSign;

    public DateTimeOffset SignsFrom => signsFrom;

    public DateTimeOffset TrustedUntil => trustedUntil;

    /// <summary>Whether it may sign at this moment: what it signs is trusted for as long as the longest token lives.</summary>
    public bool SignsAt(DateTimeOffset moment) => canSign && signsFrom <= moment && trustedUntil > moment + TokenOptions.LongestAccess;

    public byte[] Sign(byte[] data)
    {
        lock (_gate)
            return key.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    public bool Verify(byte[] data, byte[] signature)
    {
        lock (_gate)
            return key.VerifyData(data, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    public ECPoint PublicPoint()
    {
        lock (_gate)
            return key.ExportParameters(includePrivateParameters: false).Q;
    }

    public void Dispose() => key.Dispose();
}
