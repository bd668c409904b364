using Ashlar.Contract.Resources;

namespace Ashlar.Crm.DealLines;

internal sealed class DealLineResource : IResource<DealLine>
{
    public void Define(ResourceBuilder<DealLine> resource)
    {
        resource.Icon("list")
            .Title(l => l.Description)
            .Columns(l => l.DealId, l => l.ProductId, l => l.Description, l => l.Quantity, l => l.Price, l => l.DiscountPercent, l => l.Total)
            .Filters(l => l.DealId, l => l.ProductId)
            .Sort("position,created_at")
            .BeforeWrite<KeepsDealValue>();

        resource.Field(l => l.DealId).Relation("crm.deals", OnDelete.Cascade);
        resource.Field(l => l.ProductId).Relation("crm.products", OnDelete.Null);
        resource.Field(l => l.Description).Hint("The name of the product unless stated.");
        resource.Field(l => l.Quantity).Default(1m).Range(0.0001m, 1_000_000);
        resource.Field(l => l.Price).Range(0, null).Hint("The price of the product unless stated.");
        resource.Field(l => l.DiscountPercent).Label("Discount %").Default(0m).Range(0, 100).Scale(2);
        resource.Field(l => l.Position).Default(0).Range(0, 10_000);
        resource.Field(l => l.Total).ReadOnly();
    }
}
