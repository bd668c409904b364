using Ashlar.Crm.Contacts;
using Ashlar.Crm.Leads;

namespace Ashlar.Crm.Tests;

[Trait("feature", "CRM-02")]
public class LeadTests
{
    [Fact]
    public void A_lead_is_converted_once()
    {
        var lead = Sample.Lead();
        var (account, contact) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        Assert.Null(lead.Convert(account, contact, null, Sample.Now));
        Assert.Equal((LeadStatus.Converted, account), (lead.Status, lead.ConvertedAccountId!.Value));
        Assert.Equal(CrmErrors.LeadIsConverted, lead.Convert(Guid.CreateVersion7(), contact, null, Sample.Now));
        Assert.Equal(account, lead.ConvertedAccountId);
    }

    [Fact]
    public void A_converted_lead_cannot_be_qualified_disqualified_or_edited_back()
    {
        var lead = Sample.Lead();
        lead.Convert(Guid.CreateVersion7(), Guid.CreateVersion7(), null, Sample.Now);
        Assert.Equal(CrmErrors.LeadIsConverted, lead.Qualify());
        Assert.Equal(CrmErrors.LeadIsConverted, lead.Disqualify("late"));
        lead.Status = LeadStatus.New;
        Assert.Equal(CrmErrors.LeadIsConverted, lead.Check());
    }

    [Fact]
    public void A_disqualified_lead_says_why_and_comes_back_by_qualifying()
    {
        var lead = Sample.Lead();
        Assert.Equal(CrmErrors.LeadNeedsReason, lead.Disqualify(" "));
        Assert.Null(lead.Disqualify("A student"));
        Assert.Equal(CrmErrors.LeadIsDisqualified, lead.Convert(Guid.CreateVersion7(), Guid.CreateVersion7(), null, Sample.Now));
        Assert.Null(lead.Qualify());
        Assert.Null(lead.DisqualifiedReason);
    }

    [Fact]
    public void A_status_alone_converts_nothing()
    {
        var lead = Sample.Lead();
        lead.Status = LeadStatus.Converted;
        Assert.Equal(CrmErrors.LeadConvertsByCommand, lead.Check());
    }

    [Theory]
    [InlineData("Maria Anders", "Maria", "Anders")]
    [InlineData("  Juan  Carlos  Pérez ", "Juan Carlos", "Pérez")]
    [InlineData("Madonna", null, "Madonna")]
    public void A_name_in_one_piece_is_taken_apart(string whole, string? first, string last)
    {
        var contact = new Contact();
        contact.NameFrom(whole);
        Assert.Equal((first, last), (contact.FirstName, contact.LastName));
        Assert.Equal(string.Join(' ', whole.Split(' ', StringSplitOptions.RemoveEmptyEntries)), contact.Name);
    }

    [Fact]
    public void A_contact_has_a_name()
    {
        Assert.Equal(CrmErrors.ContactNeedsName, new Contact { FirstName = " " }.Check());
        Assert.Null(new Contact { FirstName = "Ana" }.Check());
    }
}
