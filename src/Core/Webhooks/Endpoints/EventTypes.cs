using Ashlar.Contract.Resources;
using Ashlar.Core.Access;
using Ashlar.Core.Events;
using Ashlar.Core.Identity;
using Ashlar.Core.Modules;

namespace Ashlar.Core.Webhooks.Endpoints;

/// <summary>The events that webhooks may carry, how patterns name them, and whose rights open them.</summary>
internal sealed class EventTypes(EventCatalog catalog, ResourceModels models, AccessCheck access, Entitlements entitlements)
{
    public const string Test = "webhooks.test";

    /// <summary>Whether a pattern names a type: the type itself, or its beginning and a star.</summary>
    public static bool Matches(string pattern, string type) =>
        pattern.EndsWith('*') ? type.AsSpan().StartsWith(pattern.AsSpan(0, pattern.Length - 1), StringComparison.Ordinal) : pattern == type;

    /// <summary>The first pattern that names nothing.</summary>
    public string? Unknown(IReadOnlyList<string> patterns) => patterns.FirstOrDefault(pattern => pattern.IndexOf('*') is var star && ((star >= 0 && star != pattern.Length - 1) || !All.Any(known => Matches(pattern, known.Type))));

    /// <summary>Everything except what the platform and this capability do inside themselves.</summary>
    public IEnumerable<Contract.Modules.EventDefinition> All => catalog.Events.Where(known => known.Type.Split('.')[0] is not ("webhooks" or "audit" or "meta")).DistinctBy(known => known.Type);

    /// <summary>The resource an event is about: <c>crm.deal_won</c> is about <c>crm.deals</c>.</summary>
    public ResourceModel? Subject(string type)
    {
        var dot = type.IndexOf('.');
        var (module, name) = (type[..dot], type[(dot + 1)..]);
        var found = models.Definitions
            .Where(definition => definition.Module == module && (Begins(name, definition.Name) || Begins(name, definition.Plural)))
            .MaxBy(definition => definition.Name.Length);
        return found is null ? null : models[found.Key];
    }

    /// <summary>Whether somebody may hear of such events: he reads the resource, or everything in the module when the event is about none.</summary>
    public bool Opens(Caller caller, string type)
    {
        var module = type[..type.IndexOf('.')];
        if (!entitlements.IsOn(caller.Tenant!, module) || (module == "platform" && !caller.Tenant!.IsPlatform))
            return false;
        return Subject(type) is { } subject ? access.Can(caller, subject.Definition.Permission("read")) : caller.Can($"{module}:*:read");
    }

    private static bool Begins(string name, string noun) => name.Length > noun.Length && name[noun.Length] == '_' && name.StartsWith(noun, StringComparison.Ordinal);
}
