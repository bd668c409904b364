using System.Collections.Frozen;
using Ashlar.Contract.Modules;
using Ashlar.Contract.Resources;

namespace Ashlar.Core.Events;

/// <summary>Every event and who reacts to it. A reaction that reads a field its producer does not send stops the start.</summary>
internal sealed class EventCatalog
{
    private readonly FrozenDictionary<Type, string> _typeOfRecord;
    private readonly ILookup<string, SubscriptionDefinition> _subscriptions;
    private readonly FrozenDictionary<System.Reflection.Assembly, string> _moduleOf;

    public EventCatalog(IReadOnlyList<ModuleDefinition> modules)
    {
        Events = [.. modules.SelectMany(module => module.Events), .. modules.SelectMany(module => module.Resources).SelectMany(Generated)];
        _typeOfRecord = modules.SelectMany(module => module.Events).ToFrozenDictionary(e => e.Data, e => e.Type);
        var subscriptions = modules.SelectMany(module => module.Subscriptions).ToList();
        var problems = subscriptions.SelectMany(Problems).ToList();
        if (problems.Count > 0)
            throw new InvalidOperationException(string.Join(Environment.NewLine, problems));
        _moduleOf = modules.Where(module => module.Assembly != typeof(EventCatalog).Assembly).DistinctBy(module => module.Assembly).ToFrozenDictionary(module => module.Assembly, module => module.Id);
        _subscriptions = subscriptions.ToLookup(subscription => subscription.Event, StringComparer.Ordinal);
    }

    public IReadOnlyList<EventDefinition> Events { get; }

    /// <summary>The business module an assembly holds; null for the core.</summary>
    public string? ModuleOf(System.Reflection.Assembly assembly) => _moduleOf.GetValueOrDefault(assembly);

    public string TypeOf(object data) => _typeOfRecord.TryGetValue(data.GetType(), out var type)
        ? type
        : throw new InvalidOperationException($"{data.GetType().Name} is not declared with m.Event.");

    public bool IsWanted(string type) => _subscriptions.Contains(type);

    public IEnumerable<SubscriptionDefinition> Subscriptions(string type) => _subscriptions[type];

    /// <summary>The data of generated events: which row changed.</summary>
    internal sealed record RowChanged(Guid Id, int Version);

    private static IEnumerable<EventDefinition> Generated(ResourceDefinition resource) =>
        new[] { "created", "updated", "deleted", "restored" }.Select(verb => new EventDefinition($"{resource.Module}.{resource.Name}_{verb}", typeof(RowChanged)));

    private IEnumerable<string> Problems(SubscriptionDefinition subscription)
    {
        var produced = Events.FirstOrDefault(e => e.Type == subscription.Event);
        if (produced is null)
        {
            if (subscription.WhenPresent is null)
                yield return $"{subscription.Handler.FullName} waits for {subscription.Event}, which no module publishes.";
            yield break;
        }

        var sent = produced.Data.GetProperties().ToDictionary(p => p.Name, p => p.PropertyType, StringComparer.Ordinal);
        foreach (var read in subscription.Data.GetProperties().Where(p => !sent.TryGetValue(p.Name, out var type) || (type != p.PropertyType && Nullable.GetUnderlyingType(p.PropertyType) != type)))
            yield return $"{subscription.Handler.FullName} reads {read.Name} of {subscription.Event}, which sends {string.Join(", ", sent.Select(field => $"{field.Key}: {field.Value.Name}"))}.";
    }
}
