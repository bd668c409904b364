using System.Text.Json;
using Ashlar.Contract.Errors;
using Ashlar.Core.Http;

namespace Ashlar.Core.Webhooks.Endpoints;

/// <summary>Which headers an endpoint may ask for.</summary>
internal static class HeaderRules
{
    private const int MaxHeaders = 20;
    private const int MaxLength = 2000;

    private static readonly HashSet<string> _ours = new(StringComparer.OrdinalIgnoreCase)
    {
        "host", "content-length", "content-type", "transfer-encoding", "connection", "upgrade", "te", "trailer", "expect", "keep-alive", "proxy-authorization", "proxy-connection", "user-agent", "accept-encoding", "traceparent", "tracestate",
    };

    public static Result<Dictionary<string, string>> Read(JsonElement? given)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (given is null or { ValueKind: JsonValueKind.Undefined or JsonValueKind.Null })
            return headers;
        if (given.Value.ValueKind != JsonValueKind.Object)
            return Wrong("Send an object of header names and values.");
        foreach (var header in given.Value.EnumerateObject())
        {
            if (header.Value.ValueKind != JsonValueKind.String)
                return Wrong($"The value of {header.Name} must be a text.");
            var value = header.Value.GetString()!;
            if (header.Name.Length is 0 or > 100 || !header.Name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
                return Wrong($"'{header.Name}' is not the name of a header.");
            if (_ours.Contains(header.Name) || header.Name.StartsWith("webhook-", StringComparison.OrdinalIgnoreCase))
                return Wrong($"The header {header.Name} is set by the sender itself.");
            if (value.Length > MaxLength || !value.All(c => c is >= ' ' and <= '~'))
                return Wrong($"The value of {header.Name} must be printable ASCII of at most {MaxLength} characters.");
            if (!headers.TryAdd(header.Name, value))
                return Wrong($"The header {header.Name} is named twice.");
        }

        return headers.Count <= MaxHeaders ? headers : Wrong($"At most {MaxHeaders} headers.");
    }

    private static Error Wrong(string message) => CoreErrors.Validation("headers", message);
}
