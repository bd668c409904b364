using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace Ashlar.Core.Hooks.Verification;

/// <summary>Forms in a body that is kept as bytes.</summary>
internal static class FormText
{
    public static bool IsForm(string? contentType) => contentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) == true;

    public static Dictionary<string, StringValues> Read(ReadOnlyMemory<byte> body) => QueryHelpers.ParseQuery(Encoding.UTF8.GetString(body.Span));
}
