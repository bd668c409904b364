using System.Text.Json;
using Ashlar.Contract.Errors;
using Ashlar.Core.Resources;

namespace Ashlar.Core.Http;

/// <summary>Reads the body of a hand-written endpoint as a record; unknown and missing members are refused by name.</summary>
internal static class TypedBody
{
    public static async Task<Result<T>> Read<T>(HttpContext context, bool emptyAllowed = false) where T : class
    {
        var read = await JsonBody.Read(context, emptyAllowed);
        if (!read.Succeeded)
            return read.Error;

        using var document = read.Value;
        try
        {
            return document.RootElement.Deserialize<T>(JsonSettings.Options) is { } body ? body : CoreErrors.Malformed("Send a JSON object.");
        }
        catch (JsonException wrong)
        {
            var field = wrong.Path is { Length: > 2 } path ? path[2..] : "body";
            return CoreErrors.Validation(field, wrong.Message.Split(" Path:")[0]);
        }
    }
}
