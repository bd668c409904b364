using Ashlar.Core.Modules;
using Ashlar.Core.Modules.Manifests;

namespace Ashlar.Core.Keys;

internal static class KeysRegistration
{
    public static IServiceCollection AddKeys(this IServiceCollection services) => services
        .AddSingleton<KeyCache>()
        .AddSingleton<KeyActivity>().AddHostedService(provider => provider.GetRequiredService<KeyActivity>())
        .AddSingleton<KeyAuthenticator>()
        .AddSingleton<KeyRuns>()
        .AddSingleton<OwnKeys>()
        .AddScoped<KeyChecks>()
        .AddScoped<KeyMaking>()
        .AddScoped<KeyStanding>()
        .AddCoreModule("keys", "API keys", "key-round", new KeyModule(), new MenuItem("api_keys", "API keys", "key-round", "/keys", null, "api_keys", KeyModule.Mine));
}
