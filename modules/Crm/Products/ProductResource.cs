using Ashlar.Contract.Resources;

namespace Ashlar.Crm.Products;

internal sealed class ProductResource : IResource<Product>
{
    public void Define(ResourceBuilder<Product> resource)
    {
        resource.Icon("package").Filters(p => p.Active).Sort("name");

        resource.Field(p => p.Name).Searchable();
        resource.Field(p => p.Sku).Label("SKU").Max(60).Unique().Searchable();
        resource.Field(p => p.Price).Range(0, null);
        resource.Field(p => p.Active).Default(true);
        resource.Field(p => p.Unit).Max(20).Hint("Piece, month, hour…");
        resource.Field(p => p.Description).LongText().Max(5000);
    }
}
