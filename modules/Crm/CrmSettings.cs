using Ashlar.Contract.Resources;
using Ashlar.Contract.Settings;

namespace Ashlar.Crm;

internal static class CrmSettings
{
    public const string Currency = "crm.currency";
    public const string StaleDays = "crm.stale_days";

    public static readonly IReadOnlyList<SettingDefinition> All =
    [
        new(Currency, "Currency of reports", FieldKind.Enum, "EUR")
        {
            Hint = "Reports add amounts of this currency and list others apart.",
            Options = [.. new[] { "EUR", "USD", "GBP", "CHF", "NOK", "SEK", "DKK", "PLN", "CZK", "CAD", "AUD", "JPY" }.Select(code => new FieldOption(code, code))],
        },
        new(StaleDays, "Days until a deal is stale", FieldKind.Integer, 21)
        {
            Hint = "An open deal that stays in its stage for longer is shown as stale.",
            Min = 1,
            Max = 365,
        },
    ];
}
