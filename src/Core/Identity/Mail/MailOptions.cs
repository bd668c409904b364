using Microsoft.Extensions.Configuration;

namespace Ashlar.Core.Identity.Mail;

/// <summary>The operator's mail server: settings <c>mail.smtp_host</c>, <c>smtp_port</c>, <c>smtp_user</c>, <c>smtp_password</c>, <c>smtp_tls</c>, <c>from_address</c> and <c>from_name</c>.</summary>
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

    public static MailOptions From(IConfiguration configuration)
    {
        var defaults = new MailOptions();
        return new MailOptions
        {
            Host = Value("smtp_host"),
            Port = int.TryParse(Value("smtp_port"), out var port) ? port : defaults.Port,
            User = Value("smtp_user"),
            Password = Value("smtp_password"),
            Tls = !bool.TryParse(Value("smtp_tls"), out var tls) || tls,
            FromAddress = Value("from_address") ?? defaults.FromAddress,
            FromName = Value("from_name") ?? defaults.FromName,
        };

        string? Value(string name) => (configuration[$"ASHLAR_SETTING_MAIL_{name.ToUpperInvariant()}"] ?? configuration[$"Ashlar:mail:{name}"]) is { Length: > 0 } value ? value : null;
    }
}
