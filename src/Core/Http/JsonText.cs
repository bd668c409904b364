using System.Text.Json;
using System.Text.Unicode;

namespace Ashlar.Core.Http;

/// <summary>Parses JSON and refuses what the parser accepts but no text can hold: invalid UTF-8 and halves of surrogate pairs.</summary>
internal static class JsonText
{
    /// <exception cref="JsonException">It is not JSON, or a text in it is not Unicode.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> utf8, JsonDocumentOptions options)
    {
        if (!Utf8.IsValid(utf8.Span))
            throw new JsonException("A text is not valid UTF-8.");
        // Before the document, because looking for repeated names reads the names.
        RequireWholeCharacters(utf8.Span, options);
        return JsonDocument.Parse(utf8, options);
    }

    private static void RequireWholeCharacters(ReadOnlySpan<byte> utf8, JsonDocumentOptions options)
    {
        if (utf8.IndexOf("\\u"u8) < 0)
            return;
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = options.MaxDepth, CommentHandling = options.CommentHandling, AllowTrailingCommas = options.AllowTrailingCommas });
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.PropertyName or JsonTokenType.String && reader.ValueIsEscaped)
                    _ = reader.GetString();
            }
        }
        catch (InvalidOperationException half)
        {
            throw new JsonException("A text holds half of a surrogate pair.", half);
        }
    }
}
