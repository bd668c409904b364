using Ashlar.Contract.Errors;
using Ashlar.Core.Identity.Providers.Wire;

namespace Ashlar.Core.Identity.Providers.Admin;

/// <summary>What a test found.</summary>
/// <param name="Issuer">As the provider names itself.</param>
/// <param name="AuthorizationEndpoint">Where people sign in.</param>
/// <param name="TokenEndpoint">Where codes are traded.</param>
/// <param name="Keys">How many of its keys can be used.</param>
/// <param name="Algorithms">With which it signs, as far as they are accepted.</param>
/// <param name="Client">accepted, refused, or unknown when it cannot be told; null where no client was tested.</param>
/// <param name="RedirectUri">What must be registered there.</param>
internal sealed record ProviderTest(string Issuer, string AuthorizationEndpoint, string TokenEndpoint, int Keys, IReadOnlyList<string> Algorithms, string? Client, string RedirectUri);

/// <summary>Tests a provider before people meet it: what it says about itself, its keys, and whether it knows the client. Tells administrators in words what is wrong.</summary>
internal sealed class ProviderProbe(ProviderHttp http, Discovery discovery, TokenEndpoint endpoint)
{
    public async Task<Result<ProviderTest>> Run(string issuer, Provider? provider, string redirectUri, CancellationToken cancel)
    {
        if (http.Refusal(Metadata.AddressOf(issuer)) is { } refused)
            return ProviderErrors.AddressRefused(refused);
        try
        {
            var metadata = await discovery.Ask(issuer, cancel);
            var keys = await discovery.Keys(metadata, missing: true, cancel);
            if (keys.Count == 0)
                return ProviderErrors.Unusable($"None of the keys at {metadata.KeysAddress} can be used.");
            var client = provider is null ? null : await endpoint.Accepts(provider, metadata, redirectUri, cancel) switch { true => "accepted", false => "refused", _ => "unknown" };
            return new ProviderTest(metadata.Issuer, metadata.AuthorizationEndpoint, metadata.TokenEndpoint, keys.Count, [.. metadata.Algorithms.Where(JwkKey.Algorithms.Contains)], client, redirectUri);
        }
        catch (ProviderException failure)
        {
            return ProviderErrors.Unusable($"It does not work: {failure.Message}.");
        }
    }
}
