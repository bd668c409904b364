using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Ashlar.Core.Hooks.Sources;

namespace Ashlar.Core.Hooks.Verification;

/// <summary>A request as it arrived.</summary>
/// <param name="Url">The address the sender used, with its query.</param>
/// <param name="Headers">Looks a header up; null when it is missing.</param>
/// <param name="ContentType">Of the body.</param>
/// <param name="Body">Byte for byte.</param>
internal sealed record Arrived(string Url, Func<string, string?> Headers, string? ContentType, ReadOnlyMemory<byte> Body);

/// <summary>Tells whether a request comes from whom it claims to come. Null when it does, otherwise what is wrong, for our log and not for the sender.</summary>
internal static class Verifiers
{
    private const string Missing = "The signature is missing.";
    private const string Wrong = "The signature does not fit the body.";
    private const string Old = "The time of the signature is too far from now.";

    public static string? Problem(SourceKind kind, string? secret, TimeSpan tolerance, Arrived request, DateTimeOffset now) => kind switch
    {
        SourceKind.None => null,
        _ when string.IsNullOrEmpty(secret) => "The source has no secret.",
        SourceKind.Stripe => Stripe(secret, tolerance, request, now),
        SourceKind.Twilio => Twilio(secret, request),
        SourceKind.Github => Github(secret, request),
        SourceKind.Standard => Standard(secret, tolerance, request, now),
        SourceKind.Basic => Basic(secret, request),
        SourceKind.Retell => Retell(secret, tolerance, request, now),
        SourceKind.Ghl => Ghl(secret, request),
        _ => "The source is of an unknown kind.",
    };

    /// <summary>Stripe-Signature: t=…,v1=…: HMAC-SHA256 in hex over <c>t.body</c>, any v1 of several.</summary>
    private static string? Stripe(string secret, TimeSpan tolerance, Arrived request, DateTimeOffset now)
    {
        if (request.Headers("Stripe-Signature") is not { } header)
            return Missing;
        var parts = header.Split(',').Select(part => part.Split('=', 2)).Where(part => part.Length == 2).Select(part => (Name: part[0].Trim(), Value: part[1].Trim())).ToList();
        if (parts.Find(part => part.Name == "t").Value is not { } stamp || Seconds(stamp) is not { } at)
            return Missing;
        if (IsFar(at, tolerance, now))
            return Old;
        var expected = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Joined($"{stamp}.", request.Body));
        return parts.Any(part => part.Name == "v1" && IsHex(part.Value, expected)) ? null : Wrong;
    }

    /// <summary>X-Twilio-Signature: HMAC-SHA1 in base64 over the URL and the sorted parameters of a form, or over the URL with bodySHA256 for JSON.</summary>
    private static string? Twilio(string secret, Arrived request)
    {
        if (request.Headers("X-Twilio-Signature") is not { } header)
            return Missing;
        var query = request.Url.IndexOf('?', StringComparison.Ordinal) is >= 0 and var at ? request.Url[at..] : "";
        var signed = new StringBuilder(request.Url);
        if (Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(query).TryGetValue("bodySHA256", out var digest))
        {
            if (!IsHex(digest.ToString(), SHA256.HashData(request.Body.Span)))
                return Wrong;
        }
        else if (FormText.IsForm(request.ContentType))
        {
            foreach (var (name, value) in FormText.Read(request.Body).SelectMany(pair => pair.Value.Select(value => (pair.Key, Value: value))).Distinct().OrderBy(pair => pair.Key, StringComparer.Ordinal).ThenBy(pair => pair.Value, StringComparer.Ordinal))
                signed.Append(name).Append(value);
        }
        else if (request.Body.Length > 0)
        {
            return "A body that is no form must come with bodySHA256.";
        }

        // Twilio signs with or without the port that its scheme implies.
#pragma warning disable CA5350 // The algorithm is Twilio's.
        return IsBase64(header, HMACSHA1.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(signed.ToString()))) ? null : Wrong;
#pragma warning restore CA5350
    }

    /// <summary>X-Hub-Signature-256: sha256=…: HMAC-SHA256 in hex over the body.</summary>
    private static string? Github(string secret, Arrived request) => request.Headers("X-Hub-Signature-256") is not { } header || !header.StartsWith("sha256=", StringComparison.Ordinal) ? Missing
        : IsHex(header["sha256=".Length..], HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), request.Body.Span)) ? null : Wrong;

    private static string? Standard(string secret, TimeSpan tolerance, Arrived request, DateTimeOffset now)
    {
        // Svix sends the same under names of its own.
        string? Header(string name) => request.Headers($"webhook-{name}") ?? request.Headers($"svix-{name}");
        if (Header("id") is not { } id || Header("timestamp") is not { } stamp || Header("signature") is not { } signatures || Seconds(stamp) is not { } at)
            return Missing;
        if (IsFar(at, tolerance, now))
            return Old;
        var expected = HMACSHA256.HashData(Webhooks.Sending.Signature.KeyOf(secret), Webhooks.Sending.Signature.Content(id, stamp, request.Body.Span));
        return signatures.Split(' ').Any(signature => signature.StartsWith("v1,", StringComparison.Ordinal) && IsBase64(signature[3..], expected)) ? null : Wrong;
    }

    /// <summary>HTTP Basic: the secret is <c>name:password</c>.</summary>
    private static string? Basic(string secret, Arrived request)
    {
        if (request.Headers("Authorization") is not { } header || !header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase))
            return "Name and password are missing.";
        return IsBase64(header["Basic ".Length..].Trim(), Encoding.UTF8.GetBytes(secret)) ? null : "Name or password is wrong.";
    }

    /// <summary>x-retell-signature: v=milliseconds,d=…: HMAC-SHA256 in hex over body and time, with the API key.</summary>
    private static string? Retell(string secret, TimeSpan tolerance, Arrived request, DateTimeOffset now)
    {
        if (request.Headers("x-retell-signature") is not { } header || header.Split(',') is not [['v', '=', .. var stamp], ['d', '=', .. var digest]])
            return Missing;
        if (!long.TryParse(stamp, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) || milliseconds > 253_402_300_799_999)
            return Missing;
        if (IsFar(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds), tolerance, now))
            return Old;
        return IsHex(digest, HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), (byte[])[.. request.Body.Span, .. Encoding.UTF8.GetBytes(stamp)])) ? null : Wrong;
    }

    /// <summary>x-wh-signature: RSA-SHA256 (PKCS #1) in base64 over the body; the secret is the public key that HighLevel publishes.</summary>
    private static string? Ghl(string secret, Arrived request)
    {
        if (request.Headers("x-wh-signature") is not { } header)
            return Missing;
        var signature = new byte[1024];
        if (!Convert.TryFromBase64String(header, signature, out var length))
            return Wrong;
        using var key = RSA.Create();
        key.ImportFromPem(secret);
        return key.VerifyData(request.Body.Span, signature.AsSpan(0, length), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1) ? null : Wrong;
    }

    private static byte[] Joined(string before, ReadOnlyMemory<byte> body) => [.. Encoding.UTF8.GetBytes(before), .. body.Span];

    private static DateTimeOffset? Seconds(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= 253_402_300_799 ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;

    private static bool IsFar(DateTimeOffset at, TimeSpan tolerance, DateTimeOffset now) => (now - at).Duration() > tolerance;

    private static bool IsHex(string given, ReadOnlySpan<byte> expected)
    {
        Span<byte> bytes = stackalloc byte[64];
        return given.Length == expected.Length * 2 && Convert.FromHexString(given, bytes, out _, out var written) == System.Buffers.OperationStatus.Done
            && CryptographicOperations.FixedTimeEquals(bytes[..written], expected);
    }

    private static bool IsBase64(string given, ReadOnlySpan<byte> expected)
    {
        var bytes = new byte[Math.Max(64, given.Length)];
        // The text itself is compared too: base64 has more than one spelling of the same bytes.
        return Convert.TryFromBase64String(given, bytes, out var written) && CryptographicOperations.FixedTimeEquals(bytes.AsSpan(0, written), expected)
            && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(given), Encoding.ASCII.GetBytes(Convert.ToBase64String(expected)));
    }
}
