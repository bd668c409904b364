using Ashlar.Core.Identity.Factors.Codes;
using Ashlar.Core.Identity.Factors.Enrolling;
using Ashlar.Core.Identity.Factors.Passkeys;
using Ashlar.Core.Identity.Factors.Sms;
using Ashlar.Core.Identity.Factors.StepUp;
using Ashlar.Core.Tenancy.Settings;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Ashlar.Core.Identity.Factors;

internal static class FactorsRegistration
{
    public static IServiceCollection AddFactors(this IServiceCollection services)
    {
        services.AddSingleton<MfaPolicy>().AddSingleton<StepUpWindow>().AddSingleton<Challenges>().AddSingleton<RecoveryCodes>().AddSingleton<SentCodes>();
        services.AddSingleton<SecondFactor>().AddSingleton<TrustedDevices>().AddSingleton<Entrance>().AddSingleton<CompleteSignIn>().AddSingleton<ProveAgain>().AddSingleton<AskedProofs>();
        services.AddSingleton<Enrolment>().AddSingleton<ConfirmFactor>().AddSingleton<OwnFactors>();
        services.AddSingleton<PasskeyProof>().AddSingleton<PasskeySignIn>();
        services.AddSingleton(provider => SmsOptions.Of(provider.GetRequiredService<SettingValues>()));
        services.TryAddSingleton<ISmsGateway, MessagesGateway>();
        return services;
    }
}
