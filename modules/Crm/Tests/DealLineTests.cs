using Ashlar.Contract.Values;
using Ashlar.Crm.DealLines;

namespace Ashlar.Crm.Tests;

[Trait("feature", "CRM-01")]
public class DealLineTests
{
    [Theory]
    [InlineData("3", "9.99", "0", "29.97")]
    [InlineData("1.5", "10.01", "0", "15.02")]
    [InlineData("1", "100.00", "12.5", "87.50")]
    [InlineData("1", "0.05", "10", "0.05")]
    public void A_line_sums_to_what_an_offer_shows(string quantity, string price, string discount, string total)
    {
        var line = new DealLine { Quantity = decimal.Parse(quantity), Price = new Money(decimal.Parse(price), "EUR"), DiscountPercent = decimal.Parse(discount) };
        line.Sum();
        Assert.Equal(decimal.Parse(total), line.Total!.Amount);
    }
}
