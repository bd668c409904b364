using Ashlar.Core.Identity.Accounts;
using Ashlar.Core.Identity.Factors;
using Ashlar.Core.Identity.Mail;
using Ashlar.Core.Identity.Passwords;
using Ashlar.Core.Identity.Providers;
using Ashlar.Core.Identity.Sessions;
using Ashlar.Core.Identity.Tokens;
using Ashlar.Core.Identity.Users;
using Ashlar.Core.Jobs.Schedules;
using Ashlar.Core.Lifecycle;
using Ashlar.Core.Storage;
using Ashlar.Core.Tenancy.Settings;
using Ashlar.Core.Tenancy.Tenants;
using Microsoft.Extensions.Configuration;

namespace Ashlar.Core.Identity;

internal static class IdentityRegistration
{
    public static IServiceCollection AddIdentity(this IServiceCollection services, IConfiguration configuration)
    {
        var options = IdentityOptions.From(configuration);
        services.AddSingleton(options).AddSingleton(options.Tokens).AddSingleton(provider => MailOptions.From(provider.GetRequiredService<SettingValues>()));
        services.AddSingleton(_ => new PasswordHasher(options.Hashing, Sodium.Installed));
        services.AddSingleton(provider => KeyProtector.Open(configuration["ASHLAR_KEY"], provider.GetRequiredService<StorageOptions>().DataFolder));
        services.AddSingleton<SigningKeyStore>().AddSingleton<SigningKeys>().AddSingleton<AccessTokens>();
        services.AddSingleton<SessionTimeout>().AddSingleton<SessionCache>().AddSingleton<Authenticator>().AddSingleton<SessionIssuer>().AddSingleton<IdentityWorks>();
        services.AddSingleton<Login>().AddSingleton<LoginFailures>().AddSingleton<RefreshSession>().AddSingleton<RefreshExchanges>().AddSingleton<SwitchTenant>().AddSingleton<OwnSessions>();
        services.AddFactors();
        services.AddProviders(configuration);
        services.AddSingleton<PasswordRules>().AddSingleton<UserDirectory>().AddSingleton<Claiming>().AddSingleton<OneTimeTokens>().AddSingleton<ChangePassword>().AddSingleton<ResetPassword>().AddSingleton<Register>().AddSingleton<Invitations>().AddSingleton<Profile>();
        services.AddSingleton<ITenantAdmins, TenantAdmins>().AddScoped<LinkHolder>();
        services.AddSingleton<Mailbox>().AddHostedService<MailSender>();
        services.AddSingleton<SessionActivity>().AddHostedService(provider => provider.GetRequiredService<SessionActivity>());
        services.AddSchedule<KeyRotation>("identity.signing_keys", TimeSpan.FromMinutes(20)).AddSchedule<SessionCleaning>("identity.clean", "35 * * * *");
        services.AddStartTask("signing key", StartPhase.SecurityAndApi, critical: true, (provider, cancel) => provider.GetRequiredService<SigningKeys>().EnsureKey(cancel));
        services.AddSingleton<FirstOperator>();
        services.AddStartTask("first operator", StartPhase.SecurityAndApi, critical: true, (provider, cancel) => provider.GetRequiredService<FirstOperator>().Ensure(cancel));
        return services;
    }

    /// <summary>After routing, before access.</summary>
    public static IApplicationBuilder UseIdentity(this IApplicationBuilder app) => app.UseMiddleware<IdentityMiddleware>();
}
