using System.Text;

namespace Ashlar.Core.Resources.Files;

/// <summary>Finds out how a text file is encoded: by its mark, as UTF-8 when that fits, else as Windows does.</summary>
internal static class TextDecoding
{
    private static readonly Encoding _strict = new UTF8Encoding(false, throwOnInvalidBytes: true);

    public static (string Text, string Encoding) Decode(byte[] bytes)
    {
        if (bytes is [0xEF, 0xBB, 0xBF, ..])
            return (Encoding.UTF8.GetString(bytes, 3, bytes.Length - 3), "UTF-8 with BOM");
        if (bytes is [0xFF, 0xFE, ..])
            return (Encoding.Unicode.GetString(bytes, 2, bytes.Length - 2), "UTF-16");
        if (bytes is [0xFE, 0xFF, ..])
            return (Encoding.BigEndianUnicode.GetString(bytes, 2, bytes.Length - 2), "UTF-16");
        if (bytes.AsSpan().Contains((byte)0))
            throw new BadFileException(FileErrors.Binary);
        try
        {
            return (_strict.GetString(bytes), "UTF-8");
        }
        catch (DecoderFallbackException)
        {
            return (CodePagesEncodingProvider.Instance.GetEncoding(1252)!.GetString(bytes), "Windows-1252");
        }
    }
}
