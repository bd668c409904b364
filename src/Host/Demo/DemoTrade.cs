namespace Ashlar.Host.Demo;

/// <summary>A person of a demo organisation. Roles are codes of the core or of the CRM.</summary>
internal sealed record DemoPerson(string Key, string Name, string Email, string Title, string Role);

/// <summary>A place customers come from; numbers are from ranges that are kept free for fiction where the country has one.</summary>
internal sealed record DemoPlace(string City, string Country, string PostalCode, string Phone, IReadOnlyList<string> Streets);

internal sealed record DemoProduct(string Sku, string Name, decimal Price, string Unit);

/// <summary>What makes one demo organisation different from the next; <see cref="DemoStory"/> makes a year of work from it.</summary>
internal sealed record DemoTrade
{
    public required string Code { get; init; }
    public required string Name { get; init; }
    public required string Trade { get; init; }
    public required string Currency { get; init; }
    public required string Plan { get; init; }
    public required int Accounts { get; init; }
    public required IReadOnlyList<DemoPerson> People { get; init; }
    public required IReadOnlyList<DemoPlace> Places { get; init; }
    public required IReadOnlyList<DemoProduct> Products { get; init; }

    /// <summary>Names of customers: <c>{0}</c> is a family name, <c>{1}</c> a street or quarter; with the industry.</summary>
    public required IReadOnlyList<(string Pattern, string Industry)> Companies { get; init; }
    public required IReadOnlyList<string> Quarters { get; init; }
    public required IReadOnlyList<string> FirstNames { get; init; }
    public required IReadOnlyList<string> FamilyNames { get; init; }
    public required IReadOnlyList<string> Titles { get; init; }
    public required IReadOnlyList<string> Deals { get; init; }
    public required IReadOnlyList<string> LostReasons { get; init; }
    public required IReadOnlyList<string> Tags { get; init; }
    public required string NumberPrefix { get; init; }

    /// <summary>What the law of the country puts behind a company's name.</summary>
    public required string LegalForm { get; init; }
    public required (int Least, int Most) DealValue { get; init; }
}
