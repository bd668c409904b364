using System.Runtime.CompilerServices;
using Ashlar.Core.Protection.Keys;
using Ashlar.Core.Resources.Definitions;

namespace Ashlar.Core.Protection.Fields;

/// <summary>Gives out the seal of a resource in a tenant. Resources without encrypted fields have none and cost nothing.</summary>
internal sealed class FieldSeals(KeyRing ring)
{
    private readonly ConditionalWeakTable<ScopeKeys, Dictionary<ResourceModel, FieldSeal>> _seals = [];

    public ValueTask<FieldSeal?> Of(ResourceModel model, Guid tenant, CancellationToken cancel) =>
        model.HasSealed ? Find(model, ring.Of(tenant, cancel)) : ValueTask.FromResult<FieldSeal?>(null);

    /// <summary>The same for code that cannot wait, such as the materialisation of an entity; blocks only when the keys are not at hand.</summary>
    public FieldSeal At(ResourceModel model, Guid tenant)
    {
        var keys = ring.Of(tenant, CancellationToken.None);
        return Of(model, keys.IsCompletedSuccessfully ? keys.Result : keys.AsTask().GetAwaiter().GetResult());
    }

    private async ValueTask<FieldSeal?> Find(ResourceModel model, ValueTask<ScopeKeys> keys) => Of(model, await keys);

    private FieldSeal Of(ResourceModel model, ScopeKeys keys)
    {
        var known = _seals.GetOrCreateValue(keys);
        lock (known)
        {
            if (!known.TryGetValue(model, out var seal))
                known[model] = seal = new FieldSeal(model, keys);
            return seal;
        }
    }
}
