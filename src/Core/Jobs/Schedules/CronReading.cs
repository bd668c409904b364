using System.Globalization;

namespace Ashlar.Core.Jobs.Schedules;

/// <summary>Says in English what a valid crontab line of five fields means. What has no plain words is quoted as it is.</summary>
internal static class CronReading
{
    private static readonly string[] _days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    private static readonly string[] _dayCodes = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
    private static readonly string[] _months = ["", "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
    private static readonly string[] _monthCodes = ["", "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

    public static string Of(string expression)
    {
        var fields = expression.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length != 5)
            return expression;
        var days = Days(fields[2], fields[4]);
        return $"{Time(fields[0], fields[1])}{(days.Length > 0 ? $", {days}" : "")}{(fields[3] == "*" ? "" : $", in {Names(fields[3], _months, _monthCodes)}")}";
    }

    private static string Time(string minute, string hour) => (minute, hour) switch
    {
        ("*", "*") => "Every minute",
        _ when Step(minute) is { } step && hour == "*" => $"Every {step} minutes",
        _ when Number(minute) is { } at && hour == "*" => at == 0 ? "Every hour" : $"Every hour at minute {at}",
        _ when Number(minute) is { } at && Step(hour) is { } step => $"Every {step} hours at minute {at}",
        _ when Number(minute) is { } at && hour.Split(',').All(part => Number(part) is not null) => $"At {Join([.. hour.Split(',').Select(part => $"{Number(part):00}:{at:00}")])}",
        _ when minute == "*" => $"Every minute of hour {hour}",
        _ => $"At minute {minute} of hour {hour}",
    };

    private static string Days(string ofMonth, string ofWeek)
    {
        var month = ofMonth is "*" or "?" ? "" : Step(ofMonth) is { } step ? $"every {step} days of the month" : ofMonth.Contains('-') ? $"on days {ofMonth} of the month" : $"on day {Join(ofMonth.Split(','))} of the month";
        var week = ofWeek is "*" or "?" ? "" : ofWeek is "1-5" or "MON-FRI" ? "on working days" : $"on {Names(ofWeek, _days, _dayCodes)}";
        return month.Length > 0 && week.Length > 0 ? $"{month} or {week}" : month + week;
    }

    private static string Names(string field, string[] names, string[] codes) => Join([.. field.Split(',').Select(part => string.Join(" to ", part.Split('-').Select(one => Name(one, names, codes))))]);

    private static string Name(string text, string[] names, string[] codes)
    {
        var index = Number(text) ?? Array.FindIndex(codes, code => code.Equals(text, StringComparison.OrdinalIgnoreCase));
        return index >= 0 && index < names.Length && names[index].Length > 0 ? names[index] : text;
    }

    private static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static int? Step(string field) => field.StartsWith("*/", StringComparison.Ordinal) ? Number(field[2..]) : null;

    private static string Join(IReadOnlyList<string> parts) => parts.Count == 1 ? parts[0] : $"{string.Join(", ", parts.SkipLast(1))} and {parts[^1]}";
}
