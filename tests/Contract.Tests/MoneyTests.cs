using System.Text.Json;
using Ashlar.Contract.Values;

namespace Ashlar.Contract.Tests;

[Trait("feature", "TEN-20")]
public sealed class MoneyTests
{
    [Fact]
    public void Amounts_of_one_currency_add_up_exactly() =>
        Assert.Equal(new Money(0.3m, "EUR"), new Money(0.1m, "EUR") + new Money(0.2m, "EUR"));

    [Fact]
    public void Currencies_do_not_mix()
    {
        Assert.Throws<InvalidOperationException>(() => new Money(1, "EUR") + new Money(1, "USD"));
        Assert.Throws<InvalidOperationException>(() => new Money(1, "EUR") - new Money(1, "USD"));
    }

    [Theory, InlineData("eur"), InlineData("EURO"), InlineData(""), InlineData("E1R")]
    public void A_currency_is_three_capital_letters(string currency) =>
        Assert.Throws<ArgumentException>(() => new Money(1, currency));

    [Fact]
    public void Equality_is_by_value() => Assert.Equal(new Money(1.50m, "EUR"), new Money(1.5m, "EUR"));

    [Fact]
    public void Nothing_of_it_can_be_set_afterwards() =>
        Assert.All(typeof(Money).GetProperties(), property => Assert.Null(property.SetMethod));

    [Fact]
    public void It_travels_through_JSON_unchanged() =>
        Assert.Equal(new Money(12.34m, "CHF"), JsonSerializer.Deserialize<Money>(JsonSerializer.Serialize(new Money(12.34m, "CHF"))));
}
