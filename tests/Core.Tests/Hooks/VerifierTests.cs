using System.Security.Cryptography;
using System.Text;
using Ashlar.Core.Hooks.Sources;
using Ashlar.Core.Hooks.Verification;

namespace Ashlar.Core.Tests.Hooks;

/// <summary>Requests as the senders make them, with the examples they publish where they publish any.</summary>
[Trait("feature", "WHI-02")]
public sealed class VerifierTests
{
    private static readonly DateTimeOffset _now = DateTimeOffset.FromUnixTimeSeconds(1_614_265_330);

    /// <summary>Kind, secret, URL, content type, body, and the header that proves it.</summary>
    public static TheoryData<string, string, string, string, string, string, string> Genuine()
    {
        var body = """{"event":"call_ended","call":{"call_id":"c1"}}""";
        var stripe = """{"id":"evt_1","type":"invoice.paid"}""";
        using var ghl = RSA.Create(2048);
        return new()
        {
            // https://docs.github.com/webhooks: "Testing the webhook payload validation".
            { "github", "It's a Secret to Everybody", "https://x.test/", "text/plain", "Hello, World!", "X-Hub-Signature-256", "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17" },
            // https://www.twilio.com/docs/usage/security: the form of the example, and JSON from its libraries' tests.
            { "twilio", "12345", "https://mycompany.com/myapp.php?foo=1&bar=2", "application/x-www-form-urlencoded", "CallSid=CA1234567890ABCDE&Caller=%2B14158675309&Digits=1234&From=%2B14158675309&To=%2B18005551212", "X-Twilio-Signature", "RSOYDt4T1cUTdK1PDd93/VVr8B8=" },
            { "twilio", "12345", "https://mycompany.com/myapp.php?foo=1&bar=2&bodySHA256=0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620", "application/json", """{"property": "value", "boolean": true}""", "X-Twilio-Signature", "a9nBmqA0ju/hNViExpshrM61xv4=" },
            // The example of Standard Webhooks.
            { "standard", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "https://x.test/", "application/json", """{"test": 2432232314}""", "webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=" },
            { "basic", "Aladdin:open sesame", "https://x.test/", "application/json", "{}", "Authorization", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==" },
            // No examples are published; these follow the descriptions.
            { "stripe", "whsec_test_secret", "https://x.test/", "application/json", stripe, "Stripe-Signature", $"t=1614265330,v1={Hex("whsec_test_secret", "1614265330." + stripe)},v0=ignored" },
            { "retell", "key_abc", "https://x.test/", "application/json", body, "x-retell-signature", $"v=1614265330000,d={Hex("key_abc", body + "1614265330000")}" },
            { "ghl", ghl.ExportSubjectPublicKeyInfoPem(), "https://x.test/", "application/json", body, "x-wh-signature", Convert.ToBase64String(ghl.SignData(Encoding.UTF8.GetBytes(body), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)) },
        };
    }

    [Theory]
    [MemberData(nameof(Genuine))]
    public void A_genuine_request_is_taken(string kind, string secret, string url, string type, string body, string header, string value) =>
        Assert.Null(Problem(kind, secret, url, type, Encoding.UTF8.GetBytes(body), header, value));

    [Theory]
    [MemberData(nameof(Genuine))]
    public void One_other_byte_of_the_body_is_refused(string kind, string secret, string url, string type, string body, string header, string value)
    {
        if (kind == "basic")
            return;
        for (var i = 0; i < body.Length; i++)
        {
            var bytes = Encoding.UTF8.GetBytes(body);
            bytes[i] ^= 1;
            Assert.NotNull(Problem(kind, secret, url, type, bytes, header, value));
        }
    }

    [Theory]
    [MemberData(nameof(Genuine))]
    public void One_other_character_of_the_signature_is_refused(string kind, string secret, string url, string type, string body, string header, string value)
    {
        // What comes after a signature, such as an older scheme, is not part of it.
        var end = value.IndexOf(",v0=", StringComparison.Ordinal) is > 0 and var at ? at : value.Length;
        for (var i = value.IndexOf("v1=", StringComparison.Ordinal) is >= 0 and var from ? from : 0; i < end; i++)
        {
            var other = $"{value[..i]}{(char)(value[i] ^ 1)}{value[(i + 1)..]}";
            if (!other.Equals(value, StringComparison.OrdinalIgnoreCase))
                Assert.NotNull(Problem(kind, secret, url, type, Encoding.UTF8.GetBytes(body), header, other));
        }

        Assert.NotNull(Problem(kind, secret, url, type, Encoding.UTF8.GetBytes(body), header, ""));
        Assert.NotNull(Problem(kind, secret, url, type, Encoding.UTF8.GetBytes(body), "X-Nothing", value));
    }

    [Theory]
    [InlineData("stripe", 301)]
    [InlineData("stripe", -301)]
    [InlineData("standard", 301)]
    [InlineData("retell", 301)]
    [InlineData("retell", -301)]
    public void An_old_or_future_request_is_refused(string kind, int seconds)
    {
        var known = Genuine().Select(row => row.Data).Single(data => data.Item1 == kind);

        Assert.NotNull(Problem(kind, known.Item2, known.Item3, known.Item4, Encoding.UTF8.GetBytes(known.Item5), known.Item6, known.Item7, _now.AddSeconds(seconds)));
    }

    [Fact]
    public void Twilio_signs_the_address_too()
    {
        var known = Genuine().Select(row => row.Data).First(data => data.Item1 == "twilio");

        Assert.NotNull(Problem("twilio", known.Item2, known.Item3 + "&more=1", known.Item4, Encoding.UTF8.GetBytes(known.Item5), known.Item6, known.Item7));
    }

    private static string? Problem(string kind, string secret, string url, string type, byte[] body, string header, string value, DateTimeOffset? now = null)
    {
        string? Headers(string name) => name.Equals(header, StringComparison.OrdinalIgnoreCase) ? value
            : name == "webhook-id" ? "msg_p5jXN8AQM9LWM0D4loKWxJek" : name == "webhook-timestamp" ? "1614265330" : null;
        return Verifiers.Problem(Enum.Parse<SourceKind>(kind, ignoreCase: true), secret, TimeSpan.FromSeconds(300), new Arrived(url, Headers, type, body), now ?? _now);
    }

    private static string Hex(string key, string content) => Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(content)));
}
