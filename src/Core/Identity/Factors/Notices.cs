using Ashlar.Core.Identity.Mail;

namespace Ashlar.Core.Identity.Factors;

/// <summary>Mails about signing in and factors. They tell what happened and carry no link that changes anything.</summary>
internal static class Notices
{
    private const string NotYou = "If it was not you, set a new password at once and tell your administrator.";

    public static Letter Code(string name, string code) => new("code", $"{code} is your code",
        [$"Hello {name},", $"your code is {code}. It works once, for ten minutes.", "If you did not ask for it, somebody knows your password: set a new one."]);

    public static Letter Added(string name, string what) => new("factor_added", "A second factor was set up", [$"Hello {name},", $"{what} was set up for your account.", NotYou]);

    public static Letter Removed(string name, string what) => new("factor_removed", "A second factor was removed", [$"Hello {name},", $"{what} was removed from your account.", NotYou]);

    public static Letter Reset(string name, string by) => new("factors_reset", "Your second factors were removed",
        [$"Hello {name},", $"{by} removed all second factors, recovery codes and trusted devices of your account and ended your sessions. Set up a new one after you sign in.", "If you did not ask for it, tell your administrator."]);

    public static Letter NewRecoveryCodes(string name) => new("recovery_codes", "New recovery codes", [$"Hello {name},", "new recovery codes were made for your account; the ones before do not work any more.", NotYou]);

    public static Letter RecoveryUsed(string name, long left) => new("recovery_used", "A recovery code was used",
        [$"Hello {name},", $"somebody signed in to your account with a recovery code. {left} are left.", NotYou]);

    public static Letter IdentityLinked(string name, string provider) => new("identity_linked", $"{provider} opens your account now", [$"Hello {name},", $"your account was linked to your identity at {provider}, with which you can sign in from now on. You can end this under Profile, Security.", NotYou]);

    public static Letter IdentityUnlinked(string name, string issuer) => new("identity_unlinked", "An identity was unlinked", [$"Hello {name},", $"your account is no longer linked to your identity at {issuer}.", NotYou]);

    public static Letter NewDevice(string name, string device, string? ip) => new("new_device", "New sign-in to your account",
        [$"Hello {name},", $"your account was signed in to with {device}{(ip is null ? "" : $" from {ip}")}, which was not used before.", $"If it was you, there is nothing to do. {NotYou}"]);

    public static Letter Trusted(string name, string device, int days) => new("device_trusted", "A device is trusted now",
        [$"Hello {name},", $"{device} needs no second factor for {days} days. You can end this under Profile, Security.", NotYou]);

    public static Letter Locked(string name, double minutes) => new("locked", "Your account is locked for a while",
        [$"Hello {name},", $"somebody failed to sign in to your account several times, so it is locked for {minutes:0} minutes. It opens again by itself.", NotYou]);
}
