using System.Text.Json;

namespace Ashlar.Core.Identity.Providers.Wire;

/// <summary>What a provider says about itself (OpenID Connect Discovery 1.0), as far as it is used.</summary>
internal sealed record Metadata(string Issuer, string AuthorizationEndpoint, string TokenEndpoint, string KeysAddress)
{
    public string? UserInfoEndpoint { get; init; }

    /// <summary>Null when it does not say; then HTTP basic holds.</summary>
    public IReadOnlyList<string>? ClientAuthentication { get; init; }

    public IReadOnlyList<string> Algorithms { get; init; } = [];

    /// <summary>Every answer names the issuer (RFC 9207).</summary>
    public bool NamesIssuer { get; init; }

    public static string AddressOf(string issuer) => issuer.TrimEnd('/') + "/.well-known/openid-configuration";

    /// <param name="json">The document.</param>
    /// <param name="issuer">Whose it must be.</param>
    /// <param name="refusal">Why an address may not be used.</param>
    /// <exception cref="ProviderException">It is another's, or lacks what we need.</exception>
    public static Metadata Read(JsonElement json, string issuer, Func<string, string?> refusal)
    {
        if (json.Text("issuer") is var named && named != issuer)
            throw new ProviderException($"{AddressOf(issuer)} names the issuer '{named}', which must be '{issuer}' to the letter", untrusted: true);
        var metadata = new Metadata(issuer, Address("authorization_endpoint"), Address("token_endpoint"), Address("jwks_uri"))
        {
            UserInfoEndpoint = json.Text("userinfo_endpoint") is null ? null : Address("userinfo_endpoint"),
            ClientAuthentication = json.Texts("token_endpoint_auth_methods_supported"),
            Algorithms = json.Texts("id_token_signing_alg_values_supported") ?? ["RS256"],
            NamesIssuer = json.IsTrue("authorization_response_iss_parameter_supported"),
        };
        if (json.Texts("response_types_supported") is { } types && !types.Contains("code"))
            throw new ProviderException("the provider does not offer the authorization code flow");
        if (json.Texts("code_challenge_methods_supported") is { } methods && !methods.Contains("S256"))
            throw new ProviderException("the provider does not offer PKCE with S256");
        if (!metadata.Algorithms.Any(JwkKey.Algorithms.Contains))
            throw new ProviderException($"the provider signs with {string.Join(", ", metadata.Algorithms)}, of which none is accepted");
        return metadata;

        string Address(string name)
        {
            var url = json.Text(name) ?? throw new ProviderException($"{AddressOf(issuer)} has no {name}");
            return refusal(url) is { } refused ? throw new ProviderException($"{name} {url}: {refused.TrimEnd('.')}") : url;
        }
    }
}
