using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Ashlar.Core.Protection.Keys;
using Microsoft.Extensions.Configuration;

namespace Ashlar.Core.Tests.Protection;

/// <summary>The vault's protocol as its reference states it: challenge, token, wrapkey and unwrapkey with RSA-OAEP-256, throttling.</summary>
public sealed class AzureRootKeyTests : IDisposable
{
    private readonly FakeVault _vault = new();
    private readonly HttpClient _http;

    public AzureRootKeyTests() => _http = new HttpClient(_vault);

    [Fact]
    [Trait("feature", "PHI-07")]
    public async Task The_vault_wraps_and_unwraps_and_its_key_never_leaves_it()
    {
        var root = Keys().Current;
        var plain = RandomNumberGenerator.GetBytes(64);
        var wrapped = await root.Wrap(plain, CancellationToken.None);
        Assert.Equal(256, wrapped.Length);
        Assert.Equal(plain, await root.Unwrap(wrapped, CancellationToken.None));
        wrapped[5] ^= 1;
        Assert.Null(await root.Unwrap(wrapped, CancellationToken.None));
        Assert.Equal("azure:vault.example/keys/ashlar/0123456789abcdef0123456789abcdef", root.Id);
        Assert.Equal(["POST /keys/ashlar/0123456789abcdef0123456789abcdef/wrapkey 401", "POST /tenant/oauth2/v2.0/token 200", "POST /keys/ashlar/0123456789abcdef0123456789abcdef/wrapkey 200"], _vault.Log.Take(3));
    }

    [Fact]
    public async Task An_expired_token_and_a_busy_vault_are_tried_again()
    {
        var root = Keys().Current;
        var wrapped = await root.Wrap(new byte[64], CancellationToken.None);
        _vault.Valid = "another";
        _vault.Busy = 2;
        Assert.Equal(new byte[64], await root.Unwrap(wrapped, CancellationToken.None));
    }

    [Fact]
    public async Task A_machine_without_a_secret_signs_in_as_itself()
    {
        var root = Keys(secret: null).Current;
        Assert.Equal(new byte[8], await root.Unwrap(await root.Wrap(new byte[8], CancellationToken.None), CancellationToken.None));
        Assert.Contains("GET /metadata/identity/oauth2/token 200", _vault.Log);
    }

    private RootKeys Keys(string? secret = "shh") => AzureRootKey.From(new ConfigurationBuilder().AddInMemoryCollection(
    [
        new("ASHLAR_ROOT_KEY_VAULT", "https://vault.example/keys/ashlar/0123456789abcdef0123456789abcdef"),
        new("AZURE_TENANT_ID", "tenant"), new("AZURE_CLIENT_ID", "me"), new("AZURE_CLIENT_SECRET", secret),
    ]).Build(), _http)!;

    public void Dispose()
    {
        _http.Dispose();
        _vault.Dispose();
    }

    private sealed class FakeVault : HttpMessageHandler
    {
        private readonly RSA _rsa = RSA.Create(2048);

        public List<string> Log { get; } = [];

        public string Valid { get; set; } = "token-1";

        public int Busy { get; set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var answer = await Answer(request, request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken));
            Log.Add($"{request.Method} {request.RequestUri!.AbsolutePath} {(int)answer.StatusCode}");
            return answer;
        }

        private Task<HttpResponseMessage> Answer(HttpRequestMessage request, string body)
        {
            var uri = request.RequestUri!;
            if (uri.Host == "login.example" || uri.Host == "169.254.169.254")
                return Task.FromResult(SignIn(request, uri, body));
            Assert.Contains("api-version=", uri.Query, StringComparison.Ordinal);
            if (request.Headers.Authorization?.Parameter != Valid)
            {
                var challenge = new HttpResponseMessage(HttpStatusCode.Unauthorized);
                challenge.Headers.TryAddWithoutValidation("WWW-Authenticate", "Bearer authorization=\"https://login.example/tenant\", resource=\"https://vault.azure.net\"");
                return Task.FromResult(challenge);
            }

            if (Busy-- > 0)
                return Task.FromResult(new HttpResponseMessage(HttpStatusCode.TooManyRequests));
            var json = JsonElement.Parse(body);
            Assert.Equal("RSA-OAEP-256", json.GetProperty("alg").GetString());
            var value = Base64Url.DecodeFromChars(json.GetProperty("value").GetString());
            try
            {
                var output = uri.AbsolutePath.EndsWith("/unwrapkey", StringComparison.Ordinal) ? _rsa.Decrypt(value, RSAEncryptionPadding.OaepSHA256) : _rsa.Encrypt(value, RSAEncryptionPadding.OaepSHA256);
                return Task.FromResult(Json($"{{\"kid\":\"{uri.GetLeftPart(UriPartial.Authority)}/keys/ashlar\",\"value\":\"{Base64Url.EncodeToString(output)}\"}}"));
            }
            catch (CryptographicException)
            {
                return Task.FromResult(new HttpResponseMessage(HttpStatusCode.BadRequest) { Content = new StringContent("{\"error\":{\"code\":\"BadParameter\"}}") });
            }
        }

        private HttpResponseMessage SignIn(HttpRequestMessage request, Uri uri, string body)
        {
            if (uri.Host == "login.example")
                Assert.Equal("grant_type=client_credentials&client_id=me&client_secret=shh&scope=https%3A%2F%2Fvault.azure.net%2F.default", body);
            else
                Assert.True(request.Headers.Contains("Metadata") && uri.Query.Contains("resource=https%3A%2F%2Fvault.azure.net", StringComparison.Ordinal));
            return Json($"{{\"token_type\":\"Bearer\",\"expires_in\":3599,\"access_token\":\"{Valid}\"}}");
        }

        private static HttpResponseMessage Json(string text) => new(HttpStatusCode.OK) { Content = new StringContent(text, Encoding.UTF8, "application/json") };

        protected override void Dispose(bool disposing)
        {
            _rsa.Dispose();
            base.Dispose(disposing);
        }
    }
}
