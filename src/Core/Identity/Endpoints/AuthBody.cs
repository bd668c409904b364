using System.Text.Json;
using Ashlar.Contract.Errors;
using Ashlar.Core.Http;
using Ashlar.Core.Identity.Accounts;
using Ashlar.Core.Identity.Tokens;

namespace Ashlar.Core.Identity.Endpoints;

/// <summary>The members of a small JSON object: known names only, each of its kind.</summary>
internal sealed class AuthBody
{
    private const int LongestText = 4096;

    private readonly Dictionary<string, JsonElement> _members = new(StringComparer.Ordinal);
    private readonly List<FieldError> _errors = [];

    /// <summary>The body, or why it cannot be read; names other than these are refused.</summary>
    public static async Task<Result<AuthBody>> Read(HttpContext context, params string[] names)
    {
        var read = await JsonBody.Read(context);
        if (!read.Succeeded)
            return read.Error;

        using var document = read.Value;
        var body = new AuthBody();
        if (document.RootElement.ValueKind != JsonValueKind.Object)
            return CoreErrors.Malformed("Send a JSON object.");
        foreach (var member in document.RootElement.EnumerateObject())
        {
            var name = NameOf(member);
            if (Array.IndexOf(names, name) < 0)
                body._errors.Add(new FieldError(name, "There is no such field.", "unknown_field"));
            else
                body._members[name] = member.Value.Clone();
        }

        return body;
    }

    /// <summary>All that is wrong so far.</summary>
    public Error? Error => _errors.Count == 0 ? null : CoreErrors.Validation(_errors);

    public string Required(string name)
    {
        var text = Optional(name);
        if (string.IsNullOrEmpty(text) && !_errors.Exists(error => error.Field == name))
            _errors.Add(new FieldError(name, "Is required.", "required"));
        return text ?? "";
    }

    public string? Optional(string name)
    {
        if (!_members.TryGetValue(name, out var value) || value.ValueKind == JsonValueKind.Null)
            return null;
        if (Jws.Text(value) is { Length: <= LongestText } text)
            return text;
        _errors.Add(new FieldError(name, "Must be text.", "kind"));
        return null;
    }

    public bool Flag(string name)
    {
        if (!_members.TryGetValue(name, out var value) || value.ValueKind is JsonValueKind.Null or JsonValueKind.False)
            return false;
        if (value.ValueKind != JsonValueKind.True)
            _errors.Add(new FieldError(name, "Must be true or false.", "kind"));
        return true;
    }

    /// <summary>A member that is an object, for whoever reads it further.</summary>
    public JsonElement? Json(string name)
    {
        if (!_members.TryGetValue(name, out var value) || value.ValueKind == JsonValueKind.Null)
            return null;
        if (value.ValueKind == JsonValueKind.Object)
            return value;
        _errors.Add(new FieldError(name, "Must be an object.", "kind"));
        return null;
    }

    public Guid? Id(string name)
    {
        if (Optional(name) is not { } text)
            return null;
        if (Guid.TryParse(text, out var id))
            return id;
        _errors.Add(new FieldError(name, "Must be an id.", "kind"));
        return null;
    }

    public Given Merge(string name) => new(_members.ContainsKey(name), Optional(name));

    private static string NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            return "?";
        }
    }
}
