using Ashlar.Core.Http.Outbound;
using Ashlar.Core.Identity.Providers.Admin;
using Ashlar.Core.Identity.Providers.People;
using Ashlar.Core.Identity.Providers.Visits;
using Ashlar.Core.Identity.Providers.Wire;
using Microsoft.Extensions.Configuration;

namespace Ashlar.Core.Identity.Providers;

internal static class ProvidersRegistration
{
    /// <summary>ASHLAR_SIGN_IN_NETWORKS, …_HTTP and …_PORTS open what providers may stand at beyond https on public addresses.</summary>
    public const string Addresses = "ASHLAR_SIGN_IN";

    public static IServiceCollection AddProviders(this IServiceCollection services, IConfiguration configuration) => services
        .AddSingleton(provider => new ProviderHttp(new AddressRules(AddressOptions.From(configuration, Addresses))))
        .AddSingleton<ProviderStore>().AddSingleton<Discovery>().AddSingleton<IdTokens>().AddSingleton<TokenEndpoint>()
        .AddSingleton<ProviderVisits>().AddSingleton<BeginVisit>().AddSingleton<FinishVisit>()
        .AddSingleton<ExternalIdentities>().AddSingleton<Newcomers>().AddSingleton<Recognition>().AddSingleton<OwnIdentities>()
        .AddSingleton<ProviderAdmin>().AddSingleton<ProviderProbe>();
}
