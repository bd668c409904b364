using Ashlar.Core.Tenancy.Settings;

namespace Ashlar.Core.Identity.Factors.Sms;

/// <summary>Which gateway to send through: settings <c>sms.*</c> of the installation.</summary>
internal sealed record SmsOptions(Uri? Url, string? Account, string? Token, string? From)
{
    public static SmsOptions Of(SettingValues values) => new(
        Uri.TryCreate(Text(values, "sms.url"), UriKind.Absolute, out var url) && url.Scheme is "https" or "http" ? url : null,
        Text(values, "sms.account"), Text(values, "sms.token"), Text(values, "sms.from"));

    private static string? Text(SettingValues values, string key) => values.Get<string?>(key, null, null) is { Length: > 0 } text ? text : null;
}
