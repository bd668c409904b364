using Ashlar.Contract.Resources;
using Ashlar.Contract.Values;

namespace Ashlar.Crm.Products;

/// <summary>Something the tenant sells.</summary>
internal sealed class Product : Entity
{
    public string Name { get; set; } = "";
    public string? Sku { get; set; }
    public Money? Price { get; set; }
    public bool Active { get; set; } = true;
    public string? Unit { get; set; }
    public string? Description { get; set; }
}
