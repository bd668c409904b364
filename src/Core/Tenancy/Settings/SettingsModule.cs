using Ashlar.Contract.Modules;
using Ashlar.Contract.Resources;
using Ashlar.Contract.Settings;

namespace Ashlar.Core.Tenancy.Settings;

/// <summary>The settings of the core itself.</summary>
internal sealed class SettingsModule : IModule
{
    public const string Read = "settings:settings:read";
    public const string Update = "settings:settings:update";

    /// <summary>Set by the operator through the environment only.</summary>
    public static readonly IReadOnlySet<string> OperatorOnly = new HashSet<string>(StringComparer.Ordinal)
    {
        "core.base_domain", "core.expired_apps", "mail.smtp_host", "mail.smtp_port", "mail.smtp_user", "mail.smtp_password", "mail.smtp_tls",
    };

    public void Define(ModuleBuilder module)
    {
        module.Permission(Read, "See settings").Permission(Update, "Change settings");
        foreach (var setting in All)
            module.Setting(setting);
    }

    private static IEnumerable<SettingDefinition> All =>
    [
        new("core.base_domain", "Base domain", FieldKind.Text, null) { Hint = "Tenants are reached at tenant-code.base-domain.", PerClient = false },
        new("core.expired_apps", "Apps whose subscription has ended", FieldKind.Enum, "read_only") { Options = [new("read_only", "Can be read"), new("blocked", "Are closed")], PerClient = false },
        new("core.locale", "Language", FieldKind.Text, null) { Hint = "Such as en or de; empty for that of each browser." },
        new("core.time_zone", "Time zone", FieldKind.Text, "UTC"),
        new("core.currency", "Currency", FieldKind.Text, "EUR") { Hint = "An ISO 4217 code." },
        new(Resources.Rows.Purge.KeepDays, "Deleted rows are kept for (days)", FieldKind.Integer, 30) { Min = 1, Max = 3_650, PerClient = false, Hint = "After that they are removed for good." },
        new("auth.session_timeout", "Unused sign-in ends after (seconds)", FieldKind.Integer, 3_600) { Min = 60, Max = 43_200, PerClient = false },
        new("auth.password_min_length", "Shortest password", FieldKind.Integer, 12) { Min = 12, Max = 128, PerClient = false },
        new("mail.from_address", "Mails come from", FieldKind.Email, null),
        new("mail.from_name", "Sender's name", FieldKind.Text, "Ashlar"),
        new("mail.smtp_host", "Mail server", FieldKind.Text, null) { PerClient = false },
        new("mail.smtp_port", "Its port", FieldKind.Integer, 587) { Min = 1, Max = 65_535, PerClient = false },
        new("mail.smtp_tls", "Encrypt the way to it", FieldKind.Boolean, true) { PerClient = false },
        new("mail.smtp_user", "Its user", FieldKind.Text, null) { PerClient = false },
        new("mail.smtp_password", "Its password", FieldKind.Text, null) { Secret = true, PerClient = false },
    ];
}
