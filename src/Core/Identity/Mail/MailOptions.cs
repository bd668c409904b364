using Ashlar.Core.Tenancy.Settings;

namespace Ashlar.Core.Identity.Mail;

/// <summary>The operator's mail server, from the settings <c>mail.*</c> of the installation.</summary>
internal sealed record MailOptions
{
    public string? Host { get; init; }
    public int Port { get; init; } = 587;
    public string? User { get; init; }
    public string? Password { get; init; }

    /// <summary>Encrypt with STARTTLS; off only for a server on the same machine or network.</summary>
    public bool Tls { get; init; } = true;

    public string FromAddress { get; init; } = "ashlar@localhost";
    public string FromName { get; init; } = "Ashlar";

    public static MailOptions From(SettingValues values)
    {
        var defaults = new MailOptions();
        return new MailOptions
        {
            Host = Text("mail.smtp_host"),
            Port = values.Get<int>("mail.smtp_port", null, null),
            User = Text("mail.smtp_user"),
            Password = Text("mail.smtp_password"),
            Tls = values.Get<bool>("mail.smtp_tls", null, null),
            FromAddress = Text("mail.from_address") ?? defaults.FromAddress,
            FromName = Text("mail.from_name") ?? defaults.FromName,
        };

        string? Text(string key) => values.Get<string?>(key, null, null) is { Length: > 0 } text ? text : null;
    }
}
