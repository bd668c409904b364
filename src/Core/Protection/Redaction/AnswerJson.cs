using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using Ashlar.Contract.Modules;
using Ashlar.Contract.Resources;
using Ashlar.Core.Resources;
using Ashlar.Core.Resources.Definitions;

namespace Ashlar.Core.Protection.Redaction;

/// <summary>Marks the one property of a result that carries a secret on purpose, because it was made just now and is never shown again. For the core only.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ShownOnceAttribute : Attribute;

/// <summary>How results of modules become JSON: secrets anywhere in the graph are left out, and neither exceptions nor stack traces are written.</summary>
internal sealed partial class AnswerJson
{
    public AnswerJson(ResourceModels models) => Options = new JsonSerializerOptions(JsonSettings.Options)
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { info => Filter(info, models) } },
    };

    public JsonSerializerOptions Options { get; }

    private static void Filter(JsonTypeInfo info, ResourceModels models)
    {
        if (info.Kind != JsonTypeInfoKind.Object)
            return;
        var hidden = typeof(Entity).IsAssignableFrom(info.Type) && models.Definitions.FirstOrDefault(definition => definition.Entity == info.Type) is { } resource
            ? resource.Fields.Where(field => field.Secret).Select(field => field.Name).ToHashSet(StringComparer.Ordinal)
            : [];
        for (var i = info.Properties.Count - 1; i >= 0; i--)
        {
            var property = info.Properties[i];
            if (hidden.Contains(property.Name) || IsSecret(property) || IsInner(property.PropertyType))
                info.Properties.RemoveAt(i);
        }
    }

    private static bool IsSecret(JsonPropertyInfo property) => property.AttributeProvider?.IsDefined(typeof(ShownOnceAttribute), inherit: false) != true && property.PropertyType is { } type && (type == typeof(string) || type == typeof(byte[])) && SecretName().IsMatch(Shapes.Snake(property.Name));

    private static bool IsInner(Type type) => typeof(Exception).IsAssignableFrom(type) || type == typeof(System.Diagnostics.StackTrace) || typeof(System.Reflection.MemberInfo).IsAssignableFrom(type) || typeof(Delegate).IsAssignableFrom(type);

    [GeneratedRegex("(^|_)(password|passwd|secret|private_key|api_key|access_key|client_secret|password_hash|connection_string|stack_trace)$", RegexOptions.ExplicitCapture)]
    private static partial Regex SecretName();
}
