using Ashlar.Crm.Accounts;

namespace Ashlar.Crm.Tests;

[Trait("feature", "CRM-03")]
public class AccountTests
{
    [Theory]
    [InlineData("Alfreds Futterkiste", "ALFREDS FUTTERKISTE GmbH")]
    [InlineData("Müller & Söhne", "Muller and Sohne AG")]
    [InlineData("Comércio Mineiro S.A.", "Comercio  Mineiro")]
    [InlineData("O'Brien Ltd", "OBrien Limited")]
    [InlineData("Straße 7", "Strasse 7")]
    public void Two_spellings_of_a_company_match(string one, string other) => Assert.Equal(MatchKeys.OfName(one), MatchKeys.OfName(other));

    [Theory]
    [InlineData("Alfreds Futterkiste", "Alfreds Kiste")]
    [InlineData("東京商事", "大阪商事")]
    [InlineData("The Company", "The Group")]
    public void Two_companies_do_not_match(string one, string other) => Assert.NotEqual(MatchKeys.OfName(one), MatchKeys.OfName(other));

    [Theory]
    [InlineData("030-0074321", "+49 30 0074321")]
    [InlineData("(5) 555-4729", "5 555 4729")]
    [InlineData("0043 316 123456", "+43 316 123456")]
    public void Two_spellings_of_a_number_match(string one, string other) => Assert.Equal(MatchKeys.OfPhone(one), MatchKeys.OfPhone(other));

    [Theory]
    [InlineData("info@Alfreds.example", "alfreds.example")]
    [InlineData("maria@gmail.com", null)]
    [InlineData("nonsense", null)]
    [InlineData(null, null)]
    public void An_address_at_a_mail_provider_says_nothing(string? email, string? domain) => Assert.Equal(domain, MatchKeys.OfEmail(email));

    [Fact]
    public void A_merge_fills_what_is_empty_and_keeps_what_is_there()
    {
        var (target, source) = Pair();
        Assert.Null(AccountMerge.Combine(target, [source], new Dictionary<string, Guid>()));
        Assert.Equal(("Alfreds", "Berlin", "030-0074321"), (target.Name, target.City, target.Phone));
        Assert.Equal(["key", "north"], target.Tags);
        Assert.Equal("ours\n\ntheirs", target.Notes);
    }

    [Fact]
    public void A_merge_takes_the_chosen_values()
    {
        var (target, source) = Pair();
        Assert.Null(AccountMerge.Combine(target, [source], new Dictionary<string, Guid> { ["name"] = source.Id, ["city"] = source.Id }));
        Assert.Equal(("Alfreds Futterkiste", "Hamburg"), (target.Name, target.City));
    }

    [Fact]
    public void A_merge_refuses_choices_that_mean_nothing_and_then_changes_nothing()
    {
        var (target, source) = Pair();
        Assert.Equal(CrmErrors.MergeUnknownField.Code, AccountMerge.Combine(target, [source], new Dictionary<string, Guid> { ["version"] = source.Id })!.Code);
        Assert.Equal(CrmErrors.MergeUnknownChoice, AccountMerge.Combine(target, [source], new Dictionary<string, Guid> { ["name"] = Guid.CreateVersion7() }));
        Assert.Null(target.Phone);
    }

    [Fact]
    public void An_account_that_stood_below_a_merged_one_stands_alone()
    {
        var (target, source) = Pair();
        target.ParentId = source.Id;
        AccountMerge.Combine(target, [source], new Dictionary<string, Guid>());
        Assert.Null(target.ParentId);
    }

    [Fact]
    public void The_trail_names_what_the_sources_held()
    {
        var (_, source) = Pair();
        Assert.Equal("Alfreds Futterkiste · ALFKI · 030-0074321 · Hamburg", AccountMerge.Trail([source]));
    }

    private static (Account Target, Account Source) Pair() => (
        new Account { Name = "Alfreds", City = "Berlin", Tags = ["key"], Notes = "ours" },
        new Account { Name = "Alfreds Futterkiste", Number = "ALFKI", City = "Hamburg", Phone = "030-0074321", Tags = ["Key", "north"], Notes = "theirs" });
}
