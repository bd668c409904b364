using System.Text.Json.Nodes;
using Ashlar.Core.Identity.Factors;
using Ashlar.Core.Identity.Factors.Codes;

namespace Ashlar.Core.Tests.Identity.Factors;

/// <summary>What tests of second factors do again and again, through the product's own routes.</summary>
internal static class FactorSteps
{
    /// <summary>Sets up an authenticator app.</summary>
    public static async Task<App> Enrol(this IdentityHost host, string bearer)
    {
        var begun = await host.Post("/api/v1/auth/factors", new { kind = "totp" }, bearer);
        Assert.Equal(201, begun.Status);
        var app = new App(host, (string)begun.Json!["data"]!["id"]!, Decode((string)begun.Attributes["secret"]!));
        var done = await host.Post($"/api/v1/auth/factors/{app.Id}/confirm", new { challenge = (string)begun.Attributes["challenge"]!, code = app.Code() }, bearer);
        Assert.Equal(200, done.Status);
        app.RecoveryCodes = [.. done.Attributes["recovery_codes"]?.AsArray().Select(code => (string)code!) ?? []];
        // The code that confirmed it is used up.
        host.Time.Pass(TimeSpan.FromSeconds(Totp.Period));
        return app;
    }

    /// <summary>The question for a second factor after the right password.</summary>
    public static async Task<string> Challenge(this IdentityHost host, TestUser user)
    {
        var reply = await host.Login(user);
        Assert.Equal((200, "second_factor"), (reply.Status, (string?)reply.Attributes["status"]));
        Assert.Null(reply.Attributes["access_token"]);
        return (string)reply.Attributes["challenge"]!;
    }

    public static Task<Reply> Answer(this IdentityHost host, string challenge, string code) => host.Post("/api/v1/auth/challenge", new { challenge, code });

    public static byte[] Decode(string base32)
    {
        var bits = string.Concat(base32.Select(c => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(c, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return [.. Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(i * 8, 8), 2))];
    }
}

/// <summary>An authenticator app: it knows the seed and the time.</summary>
internal sealed class App(IdentityHost host, string id, byte[] seed)
{
    public string Id => id;

    public IReadOnlyList<string> RecoveryCodes { get; set; } = [];

    public string Code(int later = 0) => Totp.Code(seed, Totp.StepAt(host.Time.GetUtcNow()) + later);

    public string WrongCode() => (int.Parse(Code(), System.Globalization.CultureInfo.InvariantCulture) + 500_000) % 1_000_000 is var wrong ? wrong.ToString("d6", System.Globalization.CultureInfo.InvariantCulture) : "";
}
