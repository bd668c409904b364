using Ashlar.Contract.Errors;
using Ashlar.Core.Http;

namespace Ashlar.Core.Resources.Files;

/// <summary>Why a file cannot be imported as a whole.</summary>
internal static class FileErrors
{
    public static readonly Error Missing = CoreErrors.Validation("file", "Send a file.", "required");
    public static readonly Error Empty = CoreErrors.Validation("file", "The file is empty.", "empty_file");
    public static readonly Error TooLarge = CoreErrors.TooLarge.Saying("The file is larger than 10 MB. Split it.");
    public static readonly Error TooManyRows = CoreErrors.TooLarge.Saying($"The file has more than {FileTable.MaxRows} rows. Split it.");
    public static readonly Error TooManyColumns = CoreErrors.TooLarge.Saying($"The file has more than {FileTable.MaxColumns} columns.");
    public static readonly Error Inflated = CoreErrors.TooLarge.Saying("The workbook unpacks to more than 100 MB. Split it, or save it as CSV.");
    public static readonly Error OldExcel = Broken("This is a workbook in the format of Excel 97. Save it as .xlsx or .csv.");
    public static readonly Error NoWorkbook = Broken("The workbook cannot be read. Open it in a spreadsheet program and save it as .xlsx again.");
    public static readonly Error Binary = Broken("This is neither CSV, XLSX nor JSON.");

    public static Error Broken(string message) => CoreErrors.Validation("file", message, "broken_file");
}

/// <summary>Leaves a reader as soon as the file proves unusable.</summary>
internal sealed class BadFileException(Error error) : Exception(error.Message)
{
    public Error Error { get; } = error;
}
