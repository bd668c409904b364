namespace Ashlar.Core.Resources.Files;

/// <summary>Collects a header and rows of text and keeps the limits.</summary>
internal sealed class TableBuilder(string format)
{
    private readonly List<FileRow> _rows = [];
    private List<string>? _names;

    public void Add(int number, IReadOnlyList<string> cells)
    {
        if (cells.Count > FileTable.MaxColumns && cells.Skip(FileTable.MaxColumns).Any(cell => cell.Length > 0))
            throw new BadFileException(FileErrors.TooManyColumns);
        if (cells.All(string.IsNullOrWhiteSpace))
            return;
        if (_names is null)
        {
            _names = Names(cells);
            return;
        }

        if (_rows.Count == FileTable.MaxRows)
            throw new BadFileException(FileErrors.TooManyRows);
        _rows.Add(new FileRow(number, [.. cells.Select(cell => new Cell(cell))]));
    }

    public FileTable Build()
    {
        if (_names is null)
            throw new BadFileException(FileErrors.Empty);
        var width = Math.Max(_names.Count, _rows.Count == 0 ? 0 : _rows.Max(row => row.Cells.Count));
        // A column without a name takes part only when there is something in it.
        for (var i = _names.Count; i < width; i++)
            _names.Add("");
        List<int> kept = [.. Enumerable.Range(0, width).Where(i => _names[i].Length > 0 || _rows.Exists(row => i < row.Cells.Count && !row.Cells[i].IsBlank))];
        return new FileTable(format, Unique(kept.Select(i => _names[i].Length > 0 ? _names[i] : $"Column {i + 1}")), [.. _rows.Select(row => row with { Cells = [.. kept.Select(i => i < row.Cells.Count ? row.Cells[i] : new Cell(""))] })]);
    }

    private static List<string> Names(IReadOnlyList<string> cells)
    {
        var names = cells.Take(FileTable.MaxColumns).Select(cell => cell.Trim()).ToList();
        while (names is [.., ""])
            names.RemoveAt(names.Count - 1);
        return names;
    }

    private static List<string> Unique(IEnumerable<string> names)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        return [.. names.Select(name =>
        {
            var unique = name;
            for (var n = 2; !taken.Add(unique); n++)
                unique = $"{name} ({n})";
            return unique;
        })];
    }
}
