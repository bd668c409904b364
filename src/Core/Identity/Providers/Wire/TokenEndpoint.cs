using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Ashlar.Core.Identity.Providers.Visits;
using Ashlar.Core.Identity.Tokens;
using Ashlar.Core.Protection.Secrets;

namespace Ashlar.Core.Identity.Providers.Wire;

/// <summary>Trades a code for what the provider says of somebody, server to server.</summary>
internal sealed class TokenEndpoint(ProviderHttp http, Discovery discovery, IdTokens tokens, SecretReferences secrets)
{
    /// <param name="provider">Whose code.</param>
    /// <param name="code">From the answer.</param>
    /// <param name="redirectUri">The one that was asked with.</param>
    /// <param name="secret">Of the visit, from which verifier and nonce follow.</param>
    /// <param name="cancel">Cancels.</param>
    /// <exception cref="ProviderException">The provider does not answer, or not so that it can be believed.</exception>
    public async Task<Vouched> Redeem(Provider provider, string code, string redirectUri, VisitSecret secret, CancellationToken cancel)
    {
        var metadata = await discovery.Of(provider.Issuer, cancel);
        var answer = await Ask(provider, metadata, code, redirectUri, secret.Verifier, cancel);
        if (answer.Status != HttpStatusCode.OK || answer.Body is not { } body)
            throw new ProviderException($"the token endpoint answers {(int)answer.Status} {Reason(answer.Body)}".TrimEnd(), untrusted: answer.Status == HttpStatusCode.BadRequest);
        if (body.Text("id_token") is not { } token)
            throw new ProviderException("the token endpoint gives no ID token", untrusted: true);
        var vouched = await tokens.Read(token, metadata, provider.ClientId, secret.Nonce, cancel);
        return vouched.Email is null && metadata.UserInfoEndpoint is { } address && body.Text("access_token") is { } access ? await Complete(vouched, address, access, cancel) : vouched;
    }

    /// <summary>Whether the provider knows the client, by offering it a code that cannot exist: null when it cannot be told.</summary>
    /// <exception cref="ProviderException">The provider does not answer.</exception>
    public async Task<bool?> Accepts(Provider provider, Metadata metadata, string redirectUri, CancellationToken cancel)
    {
        var answer = await Ask(provider, metadata, OpaqueToken.New("none_"), redirectUri, VisitSecret.New().Verifier, cancel);
        return answer.Body?.Text("error") switch { "invalid_grant" => true, "invalid_client" or "unauthorized_client" => false, _ => null };
    }

    private async Task<(HttpStatusCode Status, JsonElement? Body)> Ask(Provider provider, Metadata metadata, string code, string redirectUri, string verifier, CancellationToken cancel)
    {
        var secret = provider.ClientSecret is { } reference ? await Resolve(provider, reference, cancel) : null;
        Dictionary<string, string> form = new(StringComparer.Ordinal) { ["grant_type"] = "authorization_code", ["code"] = code, ["redirect_uri"] = redirectUri, ["code_verifier"] = verifier };
        AuthenticationHeaderValue? authorization = null;
        if (secret is not null && metadata.ClientAuthentication?.Contains("client_secret_basic") != false)
        {
            authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{WebUtility.UrlEncode(provider.ClientId)}:{WebUtility.UrlEncode(secret)}")));
        }
        else
        {
            form["client_id"] = provider.ClientId;
            if (secret is not null)
                form["client_secret"] = secret;
        }

        return await http.Post(metadata.TokenEndpoint, form, authorization, cancel);
    }

    private async Task<string> Resolve(Provider provider, string reference, CancellationToken cancel)
    {
        try
        {
            return await secrets.Resolve(provider.Realm, reference, cancel);
        }
        catch (SecretMissingException missing)
        {
            throw new ProviderException(missing.Message.TrimEnd('.'));
        }
    }

    /// <summary>Many providers tell the address at the userinfo endpoint only. What is said there must be about the same person.</summary>
    private async Task<Vouched> Complete(Vouched vouched, string address, string access, CancellationToken cancel)
    {
        var more = await http.Get(address, access, cancel);
        if (more.Text("sub") != vouched.Subject)
            throw new ProviderException("the userinfo endpoint speaks of somebody else", untrusted: true);
        return vouched with { Email = more.Text("email"), EmailVerified = more.IsTrue("email_verified"), Name = vouched.Name ?? more.Text("name") };
    }

    private static string Reason(JsonElement? body) => body?.Text("error") is { Length: <= 60 } error && error.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-') ? error : "";
}
