using System.Net.Http.Headers;
using System.Text;
using Ashlar.Contract.Errors;

namespace Ashlar.Core.Files.Names;

/// <summary>What a file is, by its first bytes. What the sender says counts as far as the content does not contradict it.</summary>
internal static class MediaTypes
{
    /// <summary>So much of a file is looked at.</summary>
    public const int Head = 4096;

    public const string Unknown = "application/octet-stream";

    private static readonly (byte[] Magic, int At, string Type)[] _signatures =
    [
        ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], 0, "image/png"),
        ([0xFF, 0xD8, 0xFF], 0, "image/jpeg"),
        ("GIF87a"u8.ToArray(), 0, "image/gif"),
        ("GIF89a"u8.ToArray(), 0, "image/gif"),
        ("WEBP"u8.ToArray(), 8, "image/webp"),
        ("ftypavif"u8.ToArray(), 4, "image/avif"),
        ("ftypheic"u8.ToArray(), 4, "image/heic"),
        ([0x49, 0x49, 0x2A, 0x00], 0, "image/tiff"),
        ([0x4D, 0x4D, 0x00, 0x2A], 0, "image/tiff"),
        ("%PDF-"u8.ToArray(), 0, "application/pdf"),
        ([0x50, 0x4B, 0x03, 0x04], 0, "application/zip"),
        ([0x50, 0x4B, 0x05, 0x06], 0, "application/zip"),
        ([0x1F, 0x8B, 0x08], 0, "application/gzip"),
        ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], 0, "application/x-7z-compressed"),
        ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], 0, "application/x-cfb"),
        ([0x7F, 0x45, 0x4C, 0x46], 0, "application/x-elf"),
        ("MZ"u8.ToArray(), 0, "application/x-msdownload"),
        ("OggS"u8.ToArray(), 0, "audio/ogg"),
        ("fLaC"u8.ToArray(), 0, "audio/flac"),
        ("ID3"u8.ToArray(), 0, "audio/mpeg"),
        ("WAVE"u8.ToArray(), 8, "audio/wav"),
        ("ftyp"u8.ToArray(), 4, "video/mp4"),
        ([0x1A, 0x45, 0xDF, 0xA3], 0, "video/webm"),
    ];

    /// <summary>Types that are packed in another: what the sender says is more exact than what the first bytes tell.</summary>
    private static readonly Dictionary<string, string[]> _packed = new(StringComparer.Ordinal)
    {
        ["application/zip"] = ["application/vnd.openxmlformats-officedocument.", "application/vnd.oasis.opendocument.", "application/epub+zip", "application/x-zip-compressed", "application/java-archive"],
        ["application/x-cfb"] = ["application/msword", "application/vnd.ms-", "application/x-msi"],
        ["application/gzip"] = ["application/x-gzip", "application/x-compressed-tar"],
        ["video/mp4"] = ["video/quicktime", "audio/mp4", "audio/x-m4a", "video/3gpp"],
        ["video/webm"] = ["video/x-matroska", "audio/webm"],
        ["audio/ogg"] = ["video/ogg", "application/ogg"],
        ["audio/wav"] = ["audio/x-wav", "audio/vnd.wave", "audio/wave"],
        ["image/jpeg"] = ["image/jpg", "image/pjpeg"],
        ["image/tiff"] = ["image/x-"],
        ["application/x-msdownload"] = ["application/vnd.microsoft.portable-executable", "application/x-dosexec"],
    };

    private static readonly HashSet<string> _known = [.. _signatures.Select(signature => signature.Type)];

    private static readonly string[] _markup = ["<!doctype html", "<html", "<head", "<body", "<script", "<iframe", "<style", "<title", "<table", "<a ", "<img", "<!--"];

    /// <summary>May be shown inside a page of ours; nothing that runs scripts ever is.</summary>
    public static bool IsShown(string type) => type is "image/png" or "image/jpeg" or "image/gif" or "image/webp" or "image/avif" or "application/pdf" or "text/plain";

    /// <summary>The type to keep. A claim that the content disproves is refused; a vague or missing one is replaced by what the content shows.</summary>
    public static Result<string> Decide(string? declared, ReadOnlySpan<byte> head)
    {
        var claim = MediaTypeHeaderValue.TryParse(declared, out var parsed) && parsed.MediaType is { Length: <= 100 } type ? type.ToLowerInvariant() : Unknown;
        var found = Sniff(head);
        if (found == claim)
            return claim;
        if (found is not null)
        {
            if (_packed.TryGetValue(found, out var inside) && inside.FirstOrDefault(prefix => claim.StartsWith(prefix, StringComparison.Ordinal)) is not null)
                return claim;
            return _known.Contains(claim) ? StoredFileErrors.Contradiction(claim, found) : found;
        }

        if (_known.Contains(claim))
            return StoredFileErrors.Contradiction(claim, null);
        return claim.StartsWith("text/", StringComparison.Ordinal) && !IsText(head) ? Unknown : claim == Unknown && head.Length > 0 && IsText(head) ? "text/plain" : claim;
    }

    internal static string? Sniff(ReadOnlySpan<byte> head)
    {
        foreach (var (magic, at, type) in _signatures)
        {
            // Two or three letters may begin a text as well.
            if (head.Length >= at + magic.Length && head.Slice(at, magic.Length).SequenceEqual(magic) && (magic.Length > 3 || magic[0] > 0x7F || !IsText(head)))
                return type;
        }

        return Markup(head);
    }

    private static string? Markup(ReadOnlySpan<byte> head)
    {
        var text = Encoding.UTF8.GetString(head[..Math.Min(head.Length, 1024)]).TrimStart('\uFEFF', ' ', '\t', '\r', '\n', '\f');
        if (text.Contains("<svg", StringComparison.OrdinalIgnoreCase) && text.StartsWith('<'))
            return "image/svg+xml";
        if (text.StartsWith("<?xml", StringComparison.OrdinalIgnoreCase))
            return text.Contains("<html", StringComparison.OrdinalIgnoreCase) ? "text/html" : "application/xml";
        return _markup.Any(tag => text.StartsWith(tag, StringComparison.OrdinalIgnoreCase)) ? "text/html" : null;
    }

    /// <summary>UTF-8 without control characters; the last character may be cut in half.</summary>
    private static bool IsText(ReadOnlySpan<byte> head)
    {
        foreach (var octet in head)
        {
            if (octet < 0x20 && octet is not (0x09 or 0x0A or 0x0C or 0x0D or 0x1B))
                return false;
        }

        while (!head.IsEmpty)
        {
            var status = Rune.DecodeFromUtf8(head, out _, out var length);
            if (status == System.Buffers.OperationStatus.NeedMoreData)
                return true;
            if (status != System.Buffers.OperationStatus.Done)
                return false;
            head = head[length..];
        }

        return true;
    }
}
