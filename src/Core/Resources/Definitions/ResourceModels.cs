using System.Collections.Frozen;
using Ashlar.Contract.Modules;
using Ashlar.Contract.Resources;

namespace Ashlar.Core.Resources.Definitions;

/// <summary>Every resource of every module, and who points at whom.</summary>
internal sealed class ResourceModels
{
    private readonly FrozenDictionary<string, Lazy<ResourceModel>> _byKey;
    private readonly FrozenDictionary<Type, string> _keyOfEntity;
    private readonly ILookup<string, (ResourceDefinition From, FieldDefinition Field)> _incoming;

    public ResourceModels(IEnumerable<ModuleDefinition> modules)
    {
        Definitions = [.. modules.SelectMany(module => module.Resources)];
        if (Definitions.GroupBy(d => d.Key).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new InvalidOperationException($"The resource {twice.Key} is declared twice: {string.Join(" and ", twice.Select(d => d.Entity.FullName))}.");

        _byKey = Definitions.ToFrozenDictionary(d => d.Key, d => new Lazy<ResourceModel>(() => new ResourceModel(d)), StringComparer.Ordinal);
        _keyOfEntity = Definitions.ToFrozenDictionary(d => d.Entity, d => d.Key);
        _incoming = Definitions.SelectMany(d => d.Fields.Where(f => f.Relation is not null).Select(f => (d, f))).ToLookup(pair => pair.f.Relation!.Resource, StringComparer.Ordinal);
        foreach (var (from, field) in Definitions.SelectMany(d => d.Fields.Where(f => f.Relation is not null).Select(f => (d, f))))
        {
            if (!_byKey.ContainsKey(field.Relation!.Resource))
                throw new InvalidOperationException($"{from.Key}.{field.Name} points at {field.Relation.Resource}, which no module declares.");
        }
    }

    public IReadOnlyList<ResourceDefinition> Definitions { get; }

    public ResourceModel this[string key] => _byKey[key].Value;

    public ResourceModel Of(Type entity) => this[_keyOfEntity[entity]];

    public ResourceModel? Find(string key) => _byKey.TryGetValue(key, out var model) ? model.Value : null;

    /// <summary>Relations of all resources that point at this one.</summary>
    public IEnumerable<(ResourceDefinition From, FieldDefinition Field)> Incoming(string key) => _incoming[key];
}
