using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Ashlar.Core.Resources.Queries;

/// <summary>Where the next page starts: the sort it belongs to and the sort values of the last row. Opaque to callers.</summary>
internal sealed record Cursor(string Sort, IReadOnlyList<string?> Values)
{
    public string Encode() => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(new[] { Sort }.Concat(Values)));

    public static Cursor? Decode(string text, string sort)
    {
        if (text.Length > 4000)
            return null;
        try
        {
            var values = JsonSerializer.Deserialize<string?[]>(Base64Url.DecodeFromChars(text));
            return values is { Length: > 1 } && values[0] == sort ? new Cursor(sort, values[1..]) : null;
        }
        catch (Exception exception) when (exception is FormatException or JsonException or DecoderFallbackException)
        {
            return null;
        }
    }
}
