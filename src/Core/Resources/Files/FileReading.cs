using System.IO.Compression;
using Ashlar.Contract.Errors;

namespace Ashlar.Core.Resources.Files;

/// <summary>Reads an uploaded file, whatever it is. What cannot be read is an error, never an exception.</summary>
internal static class FileReading
{
    public const int MaxBytes = 10_000_000;
    private const long MaxUnpacked = 100_000_000;

    public static Result<FileTable> Read(byte[] bytes)
    {
        if (bytes.Length == 0)
            return FileErrors.Empty;
        if (bytes.Length > MaxBytes)
            return FileErrors.TooLarge;
        try
        {
            return bytes switch
            {
                [(byte)'P', (byte)'K', 3, 4, ..] => Workbook(bytes),
                [0xD0, 0xCF, 0x11, 0xE0, ..] => FileErrors.OldExcel,
                _ when LooksLikeJson(bytes) => JsonReading.Read(bytes),
                _ => CsvReading.Read(bytes),
            };
        }
        catch (BadFileException bad)
        {
            return bad.Error;
        }
    }

    private static FileTable Workbook(byte[] bytes)
    {
        try
        {
            MeasureUnpacked(bytes);
            return XlsxReading.Read(bytes);
        }
        catch (Exception failure) when (failure is not (BadFileException or OutOfMemoryException or OperationCanceledException))
        {
            // Packages and XML break in as many ways as their libraries have exceptions; to the sender they are one.
            throw new BadFileException(FileErrors.NoWorkbook);
        }
    }

    /// <summary>Unpacks every part once without keeping it: sizes that an archive states about itself can be lies.</summary>
    private static void MeasureUnpacked(byte[] bytes)
    {
        using var archive = new ZipArchive(new MemoryStream(bytes, writable: false), ZipArchiveMode.Read);
        if (archive.Entries.Count > 2000)
            throw new BadFileException(FileErrors.NoWorkbook);
        var buffer = new byte[81_920];
        long unpacked = 0;
        foreach (var entry in archive.Entries)
        {
            using var part = entry.Open();
            int read;
            while ((read = part.Read(buffer)) > 0)
            {
                unpacked += read;
                if (unpacked > MaxUnpacked)
                    throw new BadFileException(FileErrors.Inflated);
            }
        }
    }

    private static bool LooksLikeJson(ReadOnlySpan<byte> bytes)
    {
        if (bytes is [0xEF, 0xBB, 0xBF, ..])
            bytes = bytes[3..];
        bytes = bytes.TrimStart(" \t\r\n"u8);
        return bytes is [(byte)'{', ..] || (bytes is [(byte)'[', ..] && bytes[1..].TrimStart(" \t\r\n"u8) is [(byte)'{' or (byte)']', ..]);
    }
}
