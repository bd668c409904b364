using System.Collections;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Ashlar.Contract.Resources;
using Ashlar.Core.Identity;

namespace Ashlar.Core.Resources.Queries;

/// <summary>Replaces <c>$me</c>, <c>$now</c>, <c>$today-7d</c>, <c>$start_of_month</c> and the like by what they mean for this caller now.</summary>
internal sealed partial record FilterVariables(Guid? Me, Guid? Client, IReadOnlyList<Guid> Roles, DateTimeOffset Now)
{
    public static FilterVariables For(Caller caller, TimeProvider time) => new(caller.UserId, caller.ClientId, caller.Permissions.RoleIds, time.GetUtcNow());

    public object? Resolve(object? value, FieldKind kind)
    {
        if (Text(value) is not ['$', ..] text)
            return value;
        return text switch
        {
            "$me" => (Me ?? Guid.Empty).ToString(),
            "$client" => (Client ?? Guid.Empty).ToString(),
            _ => Moment(text) is { } moment ? moment.ToString(kind == FieldKind.Date ? "yyyy-MM-dd" : "yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture) : value,
        };
    }

    /// <summary>Variables that stand for several values.</summary>
    public IEnumerable<object?> Expand(object? item) => Text(item) == "$roles" ? Roles.Select(role => (object?)role.ToString()) : [item];

    private DateTime? Moment(string text)
    {
        if (Relative().Match(text) is not { Success: true } match)
            return null;

        var today = Now.UtcDateTime.Date;
        var start = match.Groups["base"].Value switch
        {
            "now" => Now.UtcDateTime,
            "today" => today,
            "start_of_week" => today.AddDays(-(((int)today.DayOfWeek + 6) % 7)),
            "start_of_month" => today.AddDays(1 - today.Day),
            "start_of_quarter" => new DateTime(today.Year, (today.Month - 1) / 3 * 3 + 1, 1, 0, 0, 0, DateTimeKind.Utc),
            _ => new DateTime(today.Year, 1, 1, 0, 0, 0, DateTimeKind.Utc),
        };
        if (!match.Groups["amount"].Success)
            return start;

        var amount = int.Parse(match.Groups["amount"].Value, CultureInfo.InvariantCulture);
        try
        {
            return match.Groups["unit"].Value switch
            {
                "h" => start.AddHours(amount),
                "d" => start.AddDays(amount),
                "w" => start.AddDays(7 * amount),
                "m" => start.AddMonths(amount),
                _ => start.AddYears(amount),
            };
        }
        catch (ArgumentOutOfRangeException)
        {
            // Beyond the calendar there is no moment, and the text is refused as it stands.
            return null;
        }
    }

    public static string? Text(object? value) => value switch
    {
        null => null,
        string text => text,
        JsonElement { ValueKind: JsonValueKind.Null } => null,
        JsonElement { ValueKind: JsonValueKind.String } json => json.GetString(),
        JsonElement json => json.GetRawText(),
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };

    /// <summary>Several values: a list, or a text with commas.</summary>
    public static IReadOnlyList<object?> List(object? value) => value switch
    {
        JsonElement { ValueKind: JsonValueKind.Array } json => [.. json.EnumerateArray().Select(item => (object?)item)],
        string text => [.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)],
        IEnumerable items => [.. items.Cast<object?>()],
        _ => [value],
    };

    [GeneratedRegex(@"^\$(?<base>now|today|start_of_week|start_of_month|start_of_quarter|start_of_year)(?:(?<amount>[+-]\d{1,4})(?<unit>[hdwmy]))?$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Relative();
}
