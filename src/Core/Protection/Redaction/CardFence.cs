using System.Text.Json;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;
using Ashlar.Core.Http;
using Ashlar.Core.Resources;

namespace Ashlar.Core.Protection.Redaction;

/// <summary>Refuses bodies and addresses with a payment card number, before anything of them is stored or logged. Fields declared as numeric ids, such as serial numbers, are believed.</summary>
internal static class CardFence
{
    /// <summary>What is wrong with a body, or null. A body without a card number costs one look at its digits.</summary>
    public static Error? Check(HttpContext context, ReadOnlyMemory<byte> body, JsonElement json)
    {
        if (!CardNumbers.Occur(body.Span))
            return null;
        var believed = Believed(context);
        return Find(json, "", believed) is { } field ? Refusal(field) : null;
    }

    /// <summary>What is wrong with the address of a request.</summary>
    public static Error? Check(HttpRequest request)
    {
        if (request.QueryString.HasValue && request.Query.FirstOrDefault(pair => pair.Value.Any(value => value is not null && CardNumbers.Occur(value))).Key is { } parameter)
            return Refusal(parameter);
        return request.Path.Value is { Length: > 20 } path && CardNumbers.Occur(path) ? ProtectionErrors.CardNumber : null;
    }

    public static Error Refusal(string field) => ProtectionErrors.CardNumber with { Field = field.Length == 0 ? null : field, Details = field.Length == 0 ? [] : [new FieldError(field, ProtectionErrors.CardNumber.Message, ProtectionErrors.CardNumber.Code)] };

    private static string? Find(JsonElement json, string path, IReadOnlySet<string> believed)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in json.EnumerateObject())
                {
                    if (believed.Contains(property.Name))
                        continue;
                    var here = path.Length == 0 ? property.Name : $"{path}.{property.Name}";
                    if (CardNumbers.Occur(property.Name) || Find(property.Value, here, believed) is not null)
                        return Find(property.Value, here, believed) ?? here;
                }

                return null;
            case JsonValueKind.Array:
                return json.EnumerateArray().Select((item, index) => Find(item, $"{path}[{index}]", believed)).FirstOrDefault(found => found is not null);
            case JsonValueKind.String:
                return CardNumbers.Occur(json.GetString()!) ? path : null;
            case JsonValueKind.Number:
                return CardNumbers.Occur(json.GetRawText()) ? path : null;
            default:
                return null;
        }
    }

    /// <summary>Names of fields that hold numbers which only look like cards.</summary>
    private static IReadOnlySet<string> Believed(HttpContext context)
    {
        var metadata = context.GetEndpoint()?.Metadata;
        IEnumerable<FieldDefinition> fields = metadata?.GetMetadata<ResourceRoute>()?.Resource.Fields ?? metadata?.GetMetadata<CommandRoute>()?.Command.Fields ?? [];
        return fields.Where(field => field.NumericId).Select(field => field.Name).ToHashSet(StringComparer.Ordinal);
    }
}
