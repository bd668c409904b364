using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Ashlar.Core.Lifecycle;
using Microsoft.Extensions.Configuration;

namespace Ashlar.Core.Protection.Keys;

/// <summary>Tokens for Azure: OAuth 2.0 client credentials where AZURE_CLIENT_SECRET is set, otherwise the managed identity of the machine.</summary>
internal sealed partial class AzureSignIn(HttpClient http, string? tenant, string? client, string? secret, Uri identity)
{
    private static readonly Uri _metadata = new("http://169.254.169.254/metadata/identity/oauth2/token");

    public string? Token { get; private set; }

    public static AzureSignIn From(IConfiguration configuration, HttpClient http) => new(
        http, configuration["AZURE_TENANT_ID"], configuration["AZURE_CLIENT_ID"], configuration["AZURE_CLIENT_SECRET"], configuration["IDENTITY_ENDPOINT"] is { Length: > 0 } own ? new Uri(own) : _metadata);

    /// <summary>Signs in as the challenge of a refused request says.</summary>
    public async Task Answer(string challenge, CancellationToken cancel)
    {
        var parts = Part().Matches(challenge).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value, StringComparer.Ordinal);
        var authority = parts.GetValueOrDefault("authorization") ?? parts.GetValueOrDefault("authorization_uri") ?? $"https://login.microsoftonline.com/{tenant}";
        var resource = parts.GetValueOrDefault("resource") ?? parts.GetValueOrDefault("scope")?.Replace("/.default", "", StringComparison.Ordinal) ?? "https://vault.azure.net";
        using var answer = secret is { Length: > 0 } ? await WithSecret(authority, resource, cancel) : await AsMachine(resource, cancel);
        if (!answer.IsSuccessStatusCode)
            throw new StartException($"Azure refuses the sign-in for the root key with status {(int)answer.StatusCode}. Check AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET, or the managed identity.");
        using var body = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(cancel));
        Token = body.RootElement.GetProperty("access_token").GetString();
    }

    private Task<HttpResponseMessage> WithSecret(string authority, string resource, CancellationToken cancel) => http.PostAsync(
        new Uri($"{authority.TrimEnd('/')}/oauth2/v2.0/token"),
        new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal) { ["grant_type"] = "client_credentials", ["client_id"] = client ?? "", ["client_secret"] = secret!, ["scope"] = $"{resource}/.default" }), cancel);

    private async Task<HttpResponseMessage> AsMachine(string resource, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"{identity}?api-version=2018-02-01&resource={Uri.EscapeDataString(resource)}{(client is { Length: > 0 } ? $"&client_id={Uri.EscapeDataString(client)}" : "")}"));
        request.Headers.Add("Metadata", "true");
        return await http.SendAsync(request, cancel);
    }

    [GeneratedRegex("([a-z_]+)=\"([^\"]*)\"")]
    private static partial Regex Part();
}
