using System.Globalization;

namespace Ashlar.Contract.Values;

/// <summary>An amount in one currency. Immutable; arithmetic across currencies throws.</summary>
public sealed record Money
{
    /// <summary>Creates an amount; the currency is an ISO 4217 code of three upper-case letters.</summary>
    /// <exception cref="ArgumentException">The currency is not three upper-case letters.</exception>
    public Money(decimal amount, string currency)
    {
        if (!IsCurrency(currency))
            throw new ArgumentException($"'{currency}' is not an ISO 4217 currency code.", nameof(currency));

        (Amount, Currency) = (amount, currency);
    }

    /// <summary>The amount in major units, exact.</summary>
    public decimal Amount { get; }

    /// <summary>ISO 4217 code, for example <c>EUR</c>.</summary>
    public string Currency { get; }

    /// <summary>True for three upper-case ASCII letters.</summary>
    public static bool IsCurrency(string? text) => text is { Length: 3 } && text.All(char.IsAsciiLetterUpper);

    /// <summary>The sum of two amounts of one currency.</summary>
    /// <exception cref="InvalidOperationException">The currencies differ.</exception>
    public static Money operator +(Money left, Money right) => new(left.Amount + Same(left, right).Amount, left.Currency);

    /// <summary>The difference of two amounts of one currency.</summary>
    /// <exception cref="InvalidOperationException">The currencies differ.</exception>
    public static Money operator -(Money left, Money right) => new(left.Amount - Same(left, right).Amount, left.Currency);

    /// <summary>The amount multiplied; not rounded.</summary>
    public static Money operator *(Money left, decimal factor) => new(left.Amount * factor, left.Currency);

    /// <summary>The sum, as a named method.</summary>
    public static Money Add(Money left, Money right) => left + right;

    /// <summary>The difference, as a named method.</summary>
    public static Money Subtract(Money left, Money right) => left - right;

    /// <summary>The product, as a named method.</summary>
    public static Money Multiply(Money left, decimal factor) => left * factor;

    /// <summary>For people and logs: <c>12.50 EUR</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Amount} {Currency}");

    private static Money Same(Money left, Money right) => left.Currency == right.Currency
        ? right
        : throw new InvalidOperationException($"Cannot combine {left.Currency} with {right.Currency}.");
}
