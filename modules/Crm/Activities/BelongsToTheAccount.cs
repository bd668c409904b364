using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;
using Ashlar.Crm.Contacts;
using Ashlar.Crm.Deals;
using Ashlar.Crm.Leads;

namespace Ashlar.Crm.Activities;

/// <summary>What happens with a deal, a contact or a converted lead is the history of its account too.</summary>
internal sealed class BelongsToTheAccount(IStore store) : IBeforeWrite<Activity>
{
    public async Task<Error?> BeforeWrite(Write<Activity> write, CancellationToken cancel)
    {
        var activity = write.After;
        if (write.Kind != WriteKind.Create || activity.AccountId is not null)
            return null;

        if (activity.DealId is { } deal)
            activity.AccountId = (await store.Find<Deal>(deal, cancel))?.AccountId;
        if (activity.AccountId is null && activity.ContactId is { } contact)
            activity.AccountId = (await store.Find<Contact>(contact, cancel))?.AccountId;
        if (activity.AccountId is null && activity.LeadId is { } lead)
            activity.AccountId = (await store.Find<Lead>(lead, cancel))?.ConvertedAccountId;

        return null;
    }
}
