using Ashlar.Contract.Resources;
using Ashlar.Contract.Values;

namespace Ashlar.Crm.DealLines;

/// <summary>One thing a deal sells.</summary>
internal sealed class DealLine : Entity
{
    public Guid DealId { get; set; }
    public Guid? ProductId { get; set; }
    public string? Description { get; set; }
    public decimal Quantity { get; set; } = 1;
    public Money? Price { get; set; }
    public decimal DiscountPercent { get; set; }
    public int Position { get; set; }
    public Money? Total { get; private set; }

    /// <summary>Rounded per line, as an offer shows it, so that the sum of what is shown is the sum.</summary>
    public void Sum() =>
        Total = Price is null ? null : new Money(Math.Round(Price.Amount * Quantity * (100 - DiscountPercent) / 100, 2, MidpointRounding.AwayFromZero), Price.Currency);
}
