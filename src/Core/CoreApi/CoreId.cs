using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Ashlar.Core.CoreApi;

/// <summary>An id as a module gives it: one of ours, or the whole number under which an earlier system knew the row.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct CoreId(Guid? Id, long? Legacy)
{
    public static CoreId? Parse(string? text) =>
        Guid.TryParseExact(text, "D", out var id) ? new CoreId(id, null)
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? new CoreId(null, number)
        : null;

    /// <summary>Null when the member is missing, null, or no id.</summary>
    public static CoreId? Of(JsonElement body, string member) => !body.TryGetProperty(member, out var value) ? null : value.ValueKind switch
    {
        JsonValueKind.Number when value.TryGetInt64(out var number) => new CoreId(null, number),
        JsonValueKind.String => Parse(value.GetString()),
        _ => null,
    };
}
