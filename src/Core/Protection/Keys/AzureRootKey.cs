using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Ashlar.Core.Lifecycle;
using Microsoft.Extensions.Configuration;

namespace Ashlar.Core.Protection.Keys;

/// <summary>
/// A root key in Azure Key Vault or its managed HSM: keys are sent to be wrapped and unwrapped with RSA-OAEP-256, and the root key's own
/// material stays there. Signs in with a client secret, or as the machine's managed identity. No package of Azure's own restores here.
/// </summary>
internal sealed class AzureRootKey(HttpClient http, Uri key, AzureSignIn signIn) : IRootKey
{
    public const string Variable = "ASHLAR_ROOT_KEY_VAULT";
    private const string Version = "api-version=7.4";
    private const string Algorithm = "RSA-OAEP-256";

    public string Id => $"azure:{key.Host}{key.AbsolutePath}";

    public string Kind => "azure_key_vault";

    /// <summary>Null when no vault is configured. Several addresses, separated by commas: the current one first.</summary>
    public static RootKeys? From(IConfiguration configuration, HttpClient http)
    {
        if (configuration[Variable] is not { Length: > 0 } text)
            return null;
        var signIn = AzureSignIn.From(configuration, http);
        List<IRootKey> keys = [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(address =>
            Uri.TryCreate(address, UriKind.Absolute, out var uri) && (uri.Scheme == "https" || uri.IsLoopback) && uri.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries) is ["keys", _, _]
                ? new AzureRootKey(http, uri, signIn)
                : throw new StartException($"{Variable} is '{address}'. Give the key with its version: https://my-vault.vault.azure.net/keys/ashlar/0123456789abcdef0123456789abcdef"))];
        return new RootKeys(keys[0], [.. keys.Skip(1)]);
    }

    public async ValueTask<byte[]> Wrap(ReadOnlyMemory<byte> plain, CancellationToken cancel) => await Call("wrapkey", plain, cancel) ?? throw new HttpRequestException("The vault refused to wrap a key.");

    public async ValueTask<byte[]?> Unwrap(ReadOnlyMemory<byte> wrapped, CancellationToken cancel) => await Call("unwrapkey", wrapped, cancel);

    /// <summary>Null when the vault says that it cannot (400); other failures are thrown.</summary>
    private async Task<byte[]?> Call(string verb, ReadOnlyMemory<byte> value, CancellationToken cancel)
    {
        var address = new Uri($"{key.AbsoluteUri.TrimEnd('/')}/{verb}?{Version}");
        for (var attempt = 1; ; attempt++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = JsonContent.Create(new { alg = Algorithm, value = Base64Url.EncodeToString(value.Span) }) };
            if (signIn.Token is { } token)
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            using var answer = await http.SendAsync(request, cancel);
            if (answer.StatusCode == HttpStatusCode.Unauthorized && attempt < 3)
            {
                // The vault says where to sign in and for what.
                await signIn.Answer(answer.Headers.WwwAuthenticate.ToString(), cancel);
                continue;
            }

            if (answer.StatusCode is HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError && attempt < 4)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200 * attempt * attempt), cancel);
                continue;
            }

            if (answer.StatusCode == HttpStatusCode.BadRequest)
                return null;
            answer.EnsureSuccessStatusCode();
            using var body = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(cancel));
            return Base64Url.DecodeFromChars(body.RootElement.GetProperty("value").GetString());
        }
    }
}
