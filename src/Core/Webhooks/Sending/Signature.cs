using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Ashlar.Core.Webhooks.Sending;

/// <summary>Signatures of Standard Webhooks, version 1: HMAC-SHA256 over <c>id.timestamp.body</c>.</summary>
internal static class Signature
{
    public const string Id = "webhook-id";
    public const string Timestamp = "webhook-timestamp";
    public const string Header = "webhook-signature";

    /// <summary>One signature per secret, separated by a blank: during a rotation either secret verifies.</summary>
    public static string Of(IEnumerable<string> secrets, string id, long timestamp, ReadOnlySpan<byte> body)
    {
        var content = Content(id, timestamp.ToString(CultureInfo.InvariantCulture), body);
        return string.Join(' ', secrets.Select(secret => $"v1,{Convert.ToBase64String(HMACSHA256.HashData(KeyOf(secret), content))}"));
    }

    public static byte[] Content(string id, string timestamp, ReadOnlySpan<byte> body) => [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];

    /// <summary>The key inside <c>whsec_…</c>; a secret without the prefix is its own key in base64.</summary>
    public static byte[] KeyOf(string secret) => Convert.FromBase64String(secret.StartsWith("whsec_", StringComparison.Ordinal) ? secret[6..] : secret);
}
