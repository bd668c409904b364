using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Ashlar.Contract.Errors;

namespace Ashlar.Core.Files.Names;

/// <summary>Names that people give files. They are labels and never paths; still one that would be dangerous on somebody's disk is refused.</summary>
internal static partial class FileNames
{
    private const int MaxLength = 200;

    private static readonly HashSet<string> _devices = new(StringComparer.OrdinalIgnoreCase)
    {
        "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "COM0", "COM1", "COM2", "COM3", "COM4", "COM5", "COM6", "COM7", "COM8", "COM9", "COM¹", "COM²", "COM³",
        "LPT0", "LPT1", "LPT2", "LPT3", "LPT4", "LPT5", "LPT6", "LPT7", "LPT8", "LPT9", "LPT¹", "LPT²", "LPT³",
    };

    public static Result<string> Check(string? given)
    {
        var name = (given ?? "").Normalize(NormalizationForm.FormC);
        if (string.IsNullOrWhiteSpace(name))
            return StoredFileErrors.BadName("Give the file a name.");
        if (name.Length > MaxLength)
            return StoredFileErrors.BadName($"A name has {MaxLength} characters at most.");
        if (name.IndexOfAny(['/', '\\', ':']) >= 0 || name is "." or "..")
            return StoredFileErrors.BadName("A name cannot lead elsewhere: it has no /, \\ or :, and is neither . nor ...");
        if (name.EnumerateRunes().Any(rune => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate) || name.Contains('\uFFFD'))
            return StoredFileErrors.BadName("A name has visible characters only.");
        if (name.IndexOfAny(['<', '>', '"', '|', '?', '*']) >= 0 || name[0] == ' ' || name[^1] is ' ' or '.')
            return StoredFileErrors.BadName("A name has none of < > \" | ? * and neither begins with a space nor ends with a space or a dot.");
        if (_devices.Contains(name.Split('.')[0].TrimEnd()))
            return StoredFileErrors.BadName($"{name.Split('.')[0]} is the name of a device on some systems. Choose another.");
        return name;
    }

    /// <summary>Classes of data are short words, for policies to name.</summary>
    public static bool IsDataClass(string text) => DataClass().IsMatch(text);

    [GeneratedRegex(@"\A[a-z][a-z0-9_]{0,39}\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex DataClass();
}
