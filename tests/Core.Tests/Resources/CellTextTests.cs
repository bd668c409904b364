using Ashlar.Contract.Resources;
using Ashlar.Core.Resources.Files;

namespace Ashlar.Core.Tests.Resources;

[Trait("feature", "CRD-07")]
public sealed class CellTextTests
{
    [Theory]
    [InlineData("=HYPERLINK(\"http://x\")")]
    [InlineData("+cmd|' /C calc'!A0")]
    [InlineData("-2+3+cmd|x")]
    [InlineData("@SUM(A1)")]
    [InlineData("\t=1")]
    public void What_a_spreadsheet_would_run_is_disarmed(string text) => Assert.Equal($"'{text}", CellText.Guard(text));

    [Theory]
    [InlineData("+49 30 1234-56")]
    [InlineData("-12.5")]
    [InlineData("plain")]
    [InlineData("")]
    public void Numbers_and_telephone_numbers_stay_as_they_are(string text) => Assert.Equal(text, CellText.Guard(text));

    [Theory]
    [InlineData("=1")]
    [InlineData("'=1")]
    [InlineData("''")]
    [InlineData("'")]
    [InlineData("'hello")]
    [InlineData("NULL")]
    [InlineData("'NULL")]
    [InlineData("it's")]
    [InlineData("+49")]
    [InlineData("+x")]
    public void Reading_undoes_what_writing_did(string text) => Assert.Equal(text, CellText.Bare(CellText.Guard(text), CellText.Nulls));

    [Theory]
    [InlineData("CompanyName", "name")]
    [InlineData("companyName", "name")]
    [InlineData("E-Mail", "email")]
    [InlineData("Zip", "postal_code")]
    [InlineData("Postal Code", "postal_code")]
    [InlineData("CustomerID", "number")]
    [InlineData("Owner", "owner_id")]
    [InlineData("xyz", null)]
    public void A_column_finds_its_field(string column, string? field)
    {
        FieldDefinition[] fields = [Field("name", "Name"), Field("number", "Customer number"), Field("email", "E-mail"), Field("postal_code", "Postal code"), Field("owner_id", "Owner")];

        Assert.Equal([field], FieldSuggestions.For([column], fields));
    }

    [Fact]
    public void An_exact_name_wins_over_a_likeness() =>
        Assert.Equal(["name", "contact_name"], FieldSuggestions.For(["CompanyName", "ContactName"], [Field("name", "Name"), Field("contact_name", "Contact person")]));

    private static FieldDefinition Field(string name, string label) => new() { Name = name, Label = label, Kind = FieldKind.Text };
}
