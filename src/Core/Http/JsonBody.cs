using System.Text.Json;
using Ashlar.Contract.Errors;
using Ashlar.Core.Protection.Redaction;

namespace Ashlar.Core.Http;

/// <summary>Reads a JSON body within limits: 1 MiB, 32 levels, no name twice in an object.</summary>
internal static class JsonBody
{
    public const int MaxBytes = 1024 * 1024;

    private static readonly JsonDocumentOptions _options = new() { MaxDepth = 32, AllowDuplicateProperties = false };

    /// <summary>The document, or why it cannot be read. An empty body reads as an empty object where that is allowed.</summary>
    public static async Task<Result<JsonDocument>> Read(HttpContext context, bool emptyAllowed = false)
    {
        var request = context.Request;
        if (request.ContentLength > MaxBytes)
            return CoreErrors.TooLarge.Saying("The body is larger than 1 MiB.");
        if (request.ContentLength is null or > 0 && !IsJson(request.ContentType))
        {
            if (!(emptyAllowed && request.ContentType is null))
                return CoreErrors.UnsupportedMediaType;
        }

        using var buffer = new PooledBuffer();
        while (true)
        {
            var read = await request.BodyReader.ReadAsync(context.RequestAborted);
            foreach (var segment in read.Buffer)
                System.Buffers.BuffersExtensions.Write(buffer, segment.Span);
            request.BodyReader.AdvanceTo(read.Buffer.End);
            if (buffer.Written.Length > MaxBytes)
                return CoreErrors.TooLarge.Saying("The body is larger than 1 MiB.");
            if (read.IsCompleted)
                break;
        }

        if (buffer.Written.Length == 0)
            return emptyAllowed ? JsonDocument.Parse("{}") : CoreErrors.Malformed("The body is empty; send a JSON object.");
        var parsed = Parse(buffer.Written);
        if (parsed.Succeeded && CardFence.Check(context, buffer.Written, parsed.Value.RootElement) is { } card)
        {
            parsed.Value.Dispose();
            return card;
        }

        return parsed;
    }

    public static Result<JsonDocument> Parse(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            // The document outlives the pooled buffer it was read into.
            return JsonText.Parse(bytes.ToArray(), _options);
        }
        catch (JsonException exception)
        {
            return CoreErrors.Malformed($"The body is not valid JSON: {Place(exception)}");
        }
    }

    private static bool IsJson(string? contentType)
    {
        var end = contentType?.IndexOf(';') ?? -1;
        var media = (end < 0 ? contentType : contentType![..end])?.Trim();
        return media is not null && (media.Equals("application/json", StringComparison.OrdinalIgnoreCase) || (media.StartsWith("application/", StringComparison.OrdinalIgnoreCase) && media.EndsWith("+json", StringComparison.OrdinalIgnoreCase)));
    }

    private static string Place(JsonException exception) => exception.LineNumber is { } line && exception.BytePositionInLine is { } column
        ? $"line {line + 1}, byte {column + 1}."
        : "an object names a property twice, it nests deeper than 32 levels, or a text is not valid Unicode.";
}
