using Ashlar.Core.Lifecycle;
using Ashlar.Core.Limits.Bounds;
using Ashlar.Core.Limits.Counting;
using Ashlar.Core.Limits.Network;
using Ashlar.Core.Limits.Numbers;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Configuration;

namespace Ashlar.Core.Limits;

internal static class LimitsRegistration
{
    public static IServiceCollection AddLimits(this IServiceCollection services, IConfiguration configuration) => services
        .AddSingleton(LimitOptions.From(configuration))
        .AddSingleton<CountStore>()
        .AddSingleton<Counters>()
        .AddSingleton<LimitNumbers>()
        .AddSingleton<LimitTable>()
        .AddSingleton<FairGate>()
        .AddSingleton<Streams>()
        .AddSingleton<Refusals>()
        .AddSingleton<Countries>()
        .AddSingleton<NetworkRules>()
        .AddHostedService<CountReporter>()
        .AddStartTask("limits", StartPhase.SecurityAndApi, critical: true, async (provider, cancel) =>
        {
            provider.GetRequiredService<LimitTable>().Check(provider.GetRequiredService<IEnumerable<EndpointDataSource>>().SelectMany(source => source.Endpoints));
            await provider.GetRequiredService<LimitNumbers>().Refresh(cancel);
            await provider.GetRequiredService<NetworkRules>().Refresh(cancel);
        });

    /// <summary>The very first: who speaks, where a proxy that is trusted speaks for others.</summary>
    public static void UseClientAddress(this IApplicationBuilder app)
    {
        var trusted = app.ApplicationServices.GetRequiredService<LimitOptions>().TrustedProxies;
        if (trusted.Count == 0)
            return;
        // Without a bound on hops: the walk from the right ends at the first that is no proxy of ours, which is whom we believe.
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto, ForwardLimit = null };
        options.KnownIPNetworks.Clear();
        options.KnownProxies.Clear();
        foreach (var network in trusted)
            options.KnownIPNetworks.Add(network);
        app.UseForwardedHeaders(options);
    }

    /// <summary>Before routing and sign-in.</summary>
    public static void UseAddressLimits(this IApplicationBuilder app)
    {
        app.UseMiddleware<FramingMiddleware>();
        app.UseMiddleware<AddressMiddleware>();
    }

    /// <summary>After sign-in, before access.</summary>
    public static void UseLimits(this IApplicationBuilder app)
    {
        app.UseMiddleware<TenantAddressMiddleware>();
        app.UseMiddleware<LimitMiddleware>();
    }

    public static void MapLimits(this IEndpointRouteBuilder routes) => routes.MapLimitEndpoints();
}
