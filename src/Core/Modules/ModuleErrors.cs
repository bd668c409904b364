using Ashlar.Contract.Errors;
using Ashlar.Core.Modules.Manifests;

namespace Ashlar.Core.Modules;

/// <summary>What can go wrong with buying and leaving apps.</summary>
internal static class ModuleErrors
{
    public static Error CoreAlwaysOn(string module) => new("core_always_on", ErrorKind.Conflict, $"'{module}' is part of the core. It is always on and nobody can switch it off.");

    public static Error Unknown(string module) => new("not_found", ErrorKind.NotFound, $"There is no app '{module}'.");

    public static Error NotBuilt(string name) => new("app_not_available", ErrorKind.Conflict, $"{name} is announced and cannot be subscribed to yet.");

    public static Error UnknownPlan(string plan, ModuleManifest manifest) => new("unknown_plan", ErrorKind.Invalid, $"{manifest.Name} has no plan '{plan}'; choose one of {string.Join(", ", manifest.Plans.Select(known => known.Id))}.", "plan");

    public static Error NeedsFirst(string name, IReadOnlyList<string> missing) => new("needs_other_app", ErrorKind.Conflict, $"{name} needs {string.Join(" and ", missing)}. Subscribe to that first.");

    public static Error NeededBy(string module, string dependent) => new("needed_by_other_app", ErrorKind.Conflict, $"{dependent} needs {module}. Leave {dependent} first.");

    public static Error Expired(string name, bool readable) => new("subscription_expired", ErrorKind.NotSubscribed, $"The subscription to {name} has expired. Its data is kept{(readable ? " and can be read" : "")}; renew it to go on.");

    public static Error NotOwned(string module) => new("not_subscribed_yet", ErrorKind.Conflict, $"Your organisation does not subscribe to {module}.");
}
