using Ashlar.Contract.Modules;
using Ashlar.Contract.Resources;
using Ashlar.Contract.Settings;

namespace Ashlar.Core.Tenancy.Settings;

/// <summary>The settings of the core itself.</summary>
internal sealed class SettingsModule : IModule
{
    public const string Read = "settings:settings:read";
    public const string Update = "settings:settings:update";

    public void Define(ModuleBuilder module)
    {
        module.Permission(Read, "See settings").Permission(Update, "Change settings");
        foreach (var setting in All.Concat(Observability.Sla.Promise.Settings))
            module.Setting(setting);
    }

    private static IEnumerable<SettingDefinition> All =>
    [
        new("core.base_domain", "Base domain", FieldKind.Text, null) { Hint = "Tenants are reached at tenant-code.base-domain.", PerClient = false, Owner = SettingOwner.Installation },
        new("core.expired_apps", "Apps whose subscription has ended", FieldKind.Enum, "read_only") { Options = [new("read_only", "Can be read"), new("blocked", "Are closed")], PerClient = false, Owner = SettingOwner.Installation },
        new(Protection.UiContext.ModeSetting, "Handling of health information", FieldKind.Enum, Protection.UiContext.Standard) { Options = [new(Protection.UiContext.Standard, "Standard"), new(Access.Clearances.Hipaa, "HIPAA")], PerClient = false, Hint = "HIPAA warns on screens, asks for reasons and ends unused sign-ins after 15 minutes." },
        new("core.locale", "Language", FieldKind.Text, null) { Hint = "Such as en or de; empty for that of each browser." },
        new("core.time_zone", "Time zone", FieldKind.Text, "UTC"),
        new("core.currency", "Currency", FieldKind.Text, "EUR") { Hint = "An ISO 4217 code." },
        new(Resources.Rows.Purge.KeepDays, "Deleted rows are kept for (days)", FieldKind.Integer, 30) { Min = 1, Max = 3_650, PerClient = false, Hint = "After that they are removed for good." },
        new("auth.session_timeout", "Unused sign-in ends after (seconds)", FieldKind.Integer, 3_600) { Min = 60, Max = 43_200, PerClient = false },
        new("auth.password_min_length", "Shortest password", FieldKind.Integer, 12) { Min = 12, Max = 128, PerClient = false },
        new("auth.mfa", "A second factor is asked of", FieldKind.Enum, "admins") { Options = [new("off", "Nobody"), new("admins", "Administrators"), new("all", "Everybody")], PerClient = false, Hint = "Never less than the installation asks for." },
        new("auth.mfa_required", "Every sign-in needs a second factor", FieldKind.Boolean, false) { PerClient = false, Owner = SettingOwner.Installation, Hint = "In every organisation, whatever it sets." },
        new("auth.trusted_device_days", "A device can be trusted for (days)", FieldKind.Integer, 30) { Min = 0, Max = 365, PerClient = false, Hint = "So long it needs no second factor; 0 for never." },
        new("auth.step_up_minutes", "Delicate changes need a proof within the last (minutes)", FieldKind.Integer, 15) { Min = 1, Max = 720, PerClient = false },
        new("sms.url", "SMS gateway", FieldKind.Text, null) { PerClient = false, Owner = SettingOwner.Installation, Hint = "The address of a Twilio-compatible Messages API, such as https://api.twilio.com." },
        new("sms.account", "Its account", FieldKind.Text, null) { PerClient = false, Owner = SettingOwner.Installation },
        new("sms.token", "Its token", FieldKind.Text, null) { Secret = true, PerClient = false, Owner = SettingOwner.Installation },
        new("sms.from", "Messages come from", FieldKind.Text, null) { PerClient = false, Owner = SettingOwner.Installation, Hint = "A number or name that the gateway allows." },
        new("mail.from_address", "Mails come from", FieldKind.Email, null),
        new("mail.from_name", "Sender's name", FieldKind.Text, "Ashlar"),
        new("mail.smtp_host", "Mail server", FieldKind.Text, null) { PerClient = false, Owner = SettingOwner.Installation },
        new("mail.smtp_port", "Its port", FieldKind.Integer, 587) { Min = 1, Max = 65_535, PerClient = false, Owner = SettingOwner.Installation },
        new("mail.smtp_tls", "Encrypt the way to it", FieldKind.Boolean, true) { PerClient = false, Owner = SettingOwner.Installation },
        new("mail.smtp_user", "Its user", FieldKind.Text, null) { PerClient = false, Owner = SettingOwner.Installation },
        new("mail.smtp_password", "Its password", FieldKind.Text, null) { Secret = true, PerClient = false, Owner = SettingOwner.Installation },
    ];
}
