using Ashlar.Contract.Resources;

namespace Ashlar.ModuleName.Items;

internal sealed class ItemResource : IResource<Item>
{
    public void Define(ResourceBuilder<Item> resource)
    {
        resource.Icon("box")
            .Filters(item => item.Status)
            .CountsToward("items")
            .Rule(item => item.Check());

        resource.Field(item => item.Name).Searchable();
        resource.Field(item => item.Status).Default(ItemStatus.Open);
        resource.Field(item => item.Notes).LongText();
        resource.Field(item => item.ClosedReason).Label("Why closed").Max(500).ReadOnly();
    }
}
