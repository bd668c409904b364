using Ashlar.Core.Identity;

namespace Ashlar.Core.Resources;

/// <summary>Makes the <see cref="FieldScope"/> of a caller on a resource.</summary>
internal sealed class FieldScopes(ResourceModels models, CustomFields customFields)
{
    public ValueTask<FieldScope> Of(string resource, Caller caller, CancellationToken cancel) => Of(models[resource], caller, cancel);

    public async ValueTask<FieldScope> Of(ResourceModel model, Caller caller, CancellationToken cancel) =>
        new(model, caller.Permissions.HiddenFields(model.Key), await customFields.Of(caller.TenantId, model.Key, cancel));
}
