using Ashlar.Contract.Commands;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Events;
using Ashlar.Contract.Resources;
using Ashlar.Contract.Values;
using Ashlar.Crm.Accounts;
using Ashlar.Crm.Activities;
using Ashlar.Crm.Contacts;
using Ashlar.Crm.Deals;
using Microsoft.EntityFrameworkCore;

namespace Ashlar.Crm.Leads;

/// <summary>
/// Makes a customer of a lead: an account, a contact and, when asked, a deal. An account of the same name and a contact of the same e-mail are
/// used again. Converting twice, even at the same moment, answers with the same customer.
/// </summary>
internal sealed record ConvertLead(Guid Id, bool CreateDeal = true, string? DealName = null, Money? Value = null, Guid? AccountId = null) : ICommand<ConvertedView>;

internal sealed record ConvertedView(Guid Id, Guid AccountId, Guid ContactId, Guid? DealId, bool Repeated);

internal sealed class ConvertLeadHandler(IStore store, DealPlacement placement, IEvents events, TimeProvider time) : ICommandHandler<ConvertLead, ConvertedView>
{
    public async Task<Result<ConvertedView>> Handle(ConvertLead command, CancellationToken cancel)
    {
        // The lock makes the second of two parallel conversions wait and then find the first one's customer.
        if (await store.Lock<Lead>(command.Id, cancel) is not { } lead)
            return CrmErrors.NotFound;

        if (lead.IsConverted)
            return new ConvertedView(lead.Id, lead.ConvertedAccountId ?? default, lead.ConvertedContactId ?? default, lead.ConvertedDealId, true);

        if (await AccountOf(lead, command.AccountId, cancel) is not { } account)
            return CrmErrors.NotFound.Saying("The account to convert into does not exist.");

        var contact = await ContactOf(lead, account, cancel);
        var deal = command.CreateDeal ? DealOf(lead, command, account, contact) : null;
        if (lead.Convert(account.Id, contact.Id, deal?.Id, time.GetUtcNow()) is { } error)
            return error;

        if (deal is not null)
        {
            if (await placement.Place(deal, cancel) is { } refused)
                return refused;

            store.Add(deal);
        }

        await Follow(lead, cancel);
        events.Publish(new LeadConverted(lead.Id, account.Id, contact.Id, deal?.Id));
        return new ConvertedView(lead.Id, account.Id, contact.Id, deal?.Id, false);
    }

    private async Task<Account?> AccountOf(Lead lead, Guid? chosen, CancellationToken cancel)
    {
        if (chosen is { } id)
            return await store.Find<Account>(id, cancel);

        var name = lead.Company ?? lead.Name;
        var key = MatchKeys.OfName(name);
        if (await store.Query<Account>().Where(account => account.MatchName == key && key != null).OrderBy(account => account.Id).FirstOrDefaultAsync(cancel) is { } known)
            return known;

        var account = new Account { Name = name, Email = lead.Email, Phone = lead.Phone, OwnerId = lead.OwnerId, ContactName = lead.Name, Tags = lead.Tags, Notes = lead.Notes };
        store.Add(account);
        return account;
    }

    private async Task<Contact> ContactOf(Lead lead, Account account, CancellationToken cancel)
    {
        if (lead.Email is { } email && await store.Query<Contact>().Where(contact => contact.AccountId == account.Id && contact.Email == email).FirstOrDefaultAsync(cancel) is { } known)
            return known;

        var contact = new Contact { AccountId = account.Id, Email = lead.Email, Phone = lead.Phone, OwnerId = lead.OwnerId, Tags = lead.Tags };
        contact.NameFrom(lead.Name);
        store.Add(contact);
        return contact;
    }

    private static Deal DealOf(Lead lead, ConvertLead command, Account account, Contact contact) => new()
    {
        Name = string.IsNullOrWhiteSpace(command.DealName) ? account.Name : command.DealName.Trim(),
        AccountId = account.Id,
        ContactId = contact.Id,
        OwnerId = lead.OwnerId,
        Value = command.Value ?? lead.EstimatedValue,
    };

    /// <summary>What was said to the lead is the customer's history.</summary>
    private async Task Follow(Lead lead, CancellationToken cancel)
    {
        foreach (var activity in await store.All<Activity>().Where(activity => activity.LeadId == lead.Id).ToListAsync(cancel))
        {
            activity.AccountId ??= lead.ConvertedAccountId;
            activity.ContactId ??= lead.ConvertedContactId;
            activity.DealId ??= lead.ConvertedDealId;
        }
    }
}
