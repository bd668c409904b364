using System.Text;
using Ashlar.Contract.Modules;
using Ashlar.Contract.Resources;

namespace Ashlar.Core.Resources.Files;

/// <summary>Guesses which field a column of a file means, from its name: best pairs first, no field twice.</summary>
internal static class FieldSuggestions
{
    private const double Enough = 0.5;

    private static readonly Dictionary<string, string> _synonyms = new(StringComparer.Ordinal)
    {
        ["no"] = "number", ["nr"] = "number", ["num"] = "number", ["id"] = "number", ["code"] = "number",
        ["mail"] = "email", ["tel"] = "phone", ["telephone"] = "phone", ["zip"] = "postal", ["postcode"] = "postal", ["town"] = "city",
        ["address"] = "street", ["www"] = "website", ["web"] = "website", ["homepage"] = "website", ["firm"] = "company", ["comment"] = "notes", ["remarks"] = "notes",
    };

    public static IReadOnlyList<string?> For(IReadOnlyList<string> columns, IReadOnlyList<FieldDefinition> fields)
    {
        var suggested = new string?[columns.Count];
        var taken = new HashSet<string>(StringComparer.Ordinal);
        var pairs = from column in Enumerable.Range(0, columns.Count)
                    from field in fields
                    let score = Score(columns[column], field)
                    where score >= Enough
                    orderby score descending, column
                    select (column, Name(field));
        foreach (var (column, field) in pairs.ToList())
        {
            if (suggested[column] is null && taken.Add(field))
                suggested[column] = field;
        }

        return suggested;
    }

    public static string Name(FieldDefinition field) => field.Custom ? FieldScope.CustomPrefix + field.Name : field.Name;

    private static double Score(string column, FieldDefinition field)
    {
        if (column == Name(field))
            return 2;
        if (field.Name is "id" or "client_id")
            return 0;
        return new[] { field.Name, field.Label, Shapes.WithoutId(field.Name) }.Max(name => Likeness(column, name));
    }

    private static double Likeness(string left, string right)
    {
        var (a, b) = (Words(left), Words(right));
        if (a.Count == 0 || b.Count == 0)
            return 0;
        if (string.Concat(a) == string.Concat(b))
            return 1;
        var (x, y) = (a.Select(Same).ToHashSet(StringComparer.Ordinal), b.Select(Same).ToHashSet(StringComparer.Ordinal));
        return 0.95 * x.Count(y.Contains) / x.Union(y).Count() is var shared && shared > 0.47 ? Math.Max(shared, Enough) : shared;
    }

    private static string Same(string word) => _synonyms.GetValueOrDefault(word, word);

    /// <summary><c>CompanyName</c>, <c>company_name</c> and <c>Company name</c> alike.</summary>
    private static List<string> Words(string name)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            var starts = i > 0 && char.IsUpper(name[i]) && (char.IsLower(name[i - 1]) || (i + 1 < name.Length && char.IsUpper(name[i - 1]) && char.IsLower(name[i + 1])));
            if ((starts || !char.IsLetterOrDigit(name[i])) && word.Length > 0 && name[i] != '-')
            {
                words.Add(word.ToString());
                word.Clear();
            }

            if (char.IsLetterOrDigit(name[i]))
                word.Append(char.ToLowerInvariant(name[i]));
        }

        if (word.Length > 0)
            words.Add(word.ToString());
        return words;
    }
}
