using Ashlar.Core.Protection.Detection.Text;
using Ashlar.Core.Protection.Detection.Words;

namespace Ashlar.Core.Protection.Detection.Scanners.Formats;

/// <summary>Lines of cells under a line of column names: mrn,last_name,dob.</summary>
internal static class TableScanner
{
    private const int MostColumns = 64;

    public static void Scan(Page page)
    {
        for (var at = 0; at < page.Count; at++)
        {
            page.Steps++;
            if (!page.IsLine(at - 1) || !page.Has(at, WordFlags.Label) && !page.IsWord(at))
                continue;
            var columns = Header(page, at, out var separator, out var end);
            if (columns is not null)
                at = Rows(page, end + 1, columns, separator);
            else
            {
                while (at < page.Count && !page.IsLine(at))
                    at++;
            }
        }
    }

    /// <summary>The kinds of columns where a line names three or more, two of them identifying.</summary>
    private static PhiKind?[]? Header(Page page, int at, out char separator, out int end)
    {
        (separator, end) = ('\0', at);
        var columns = new List<PhiKind?>();
        var identifying = 0;
        while (end < page.Count && columns.Count < MostColumns)
        {
            page.Steps++;
            PhiKind? kind = null;
            var words = 0;
            for (; end < page.Count && !page.IsLine(end) && page.Symbol(end) is not (',' or ';' or '|'); end++, words++)
            {
                if (kind is null && page.Has(end, WordFlags.Label) && LabelScanner.Find(page, end, out _) is { } label)
                    kind = label.Kind;
            }

            if (words is 0 or > 6)
                return null;
            identifying += kind is PhiKind.MedicalRecord or PhiKind.Ssn or PhiKind.BirthDate or PhiKind.Name or PhiKind.HealthPlan or PhiKind.Phone ? 1 : 0;
            columns.Add(kind);
            if (page.IsLine(end))
                break;
            if (separator != '\0' && page.Symbol(end) != separator)
                return null;
            separator = page.Symbol(end++);
        }

        return columns.Count >= 3 && identifying >= 2 && page.IsLine(end) ? [.. columns] : null;
    }

    private static int Rows(Page page, int at, PhiKind?[] columns, char separator)
    {
        while (at < page.Count)
        {
            var column = 0;
            var start = at;
            var (any, quoted) = (false, false);
            for (; at <= page.Count; at++)
            {
                page.Steps++;
                var ends = page.IsLine(at);
                quoted ^= page.Symbol(at) == '"';
                if (!ends && (quoted || page.Symbol(at) != separator))
                    continue;
                if (column < columns.Length && columns[column] is { } kind && at > start)
                    page.Add(start, at - 1, kind, 0.85, "a cell under the name of its column");
                any |= page.Symbol(at) == separator;
                column++;
                start = at + 1;
                if (ends)
                    break;
            }

            if (!any)
                return at;
            at++;
        }

        return at;
    }
}
