using Ashlar.Core.Resources.Files;

namespace Ashlar.Core.Resources.Batches;

/// <summary>Puts rows that others of the same file point at before those, and changes the order no further.</summary>
internal static class ImportOrder
{
    public static int[] Of(FileTable table, ImportMapping mapping, ResourceModel model)
    {
        var pointers = mapping.Columns.Where(column => column.Column.Field.Relation?.Resource == model.Key).ToList();
        int[] order = [.. Enumerable.Range(0, table.Rows.Count)];
        if (pointers.Count == 0)
            return order;

        var named = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var key in mapping.Columns.Where(column => column.Field == ImportMapping.Id || column.Column == model.Title || column.Column.Field.Unique))
        {
            for (var row = 0; row < order.Length; row++)
            {
                if (table.Rows[row].Cells[key.Cell].Shown is { Length: > 0 } name)
                    named.TryAdd(name, row);
            }
        }

        return Sorted(order.Length, row => pointers.Select(pointer => named.GetValueOrDefault(table.Rows[row].Cells[pointer.Cell].Shown, -1)).Where(target => target >= 0));
    }

    private static int[] Sorted(int count, Func<int, IEnumerable<int>> pointsAt)
    {
        var sorted = new List<int>(count);
        var seen = new bool[count];
        var open = new Stack<(int Row, bool Done)>();
        for (var start = 0; start < count; start++)
        {
            open.Push((start, false));
            while (open.TryPop(out var next))
            {
                if (next.Done)
                {
                    sorted.Add(next.Row);
                    continue;
                }

                // A row that is open already points back at itself; its turn decides.
                if (seen[next.Row])
                    continue;
                seen[next.Row] = true;
                open.Push((next.Row, true));
                foreach (var target in pointsAt(next.Row))
                    open.Push((target, false));
            }
        }

        return [.. sorted];
    }
}
