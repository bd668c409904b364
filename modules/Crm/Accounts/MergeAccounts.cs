using Ashlar.Contract.Access;
using Ashlar.Contract.Commands;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Events;
using Ashlar.Contract.Resources;
using Ashlar.Crm.Activities;
using Ashlar.Crm.Contacts;
using Ashlar.Crm.Deals;
using Ashlar.Crm.Documents;
using Ashlar.Crm.Leads;
using Microsoft.EntityFrameworkCore;

namespace Ashlar.Crm.Accounts;

/// <summary>
/// Makes several accounts one. What points at the sources points at this account afterwards; an empty field is filled from the sources, and
/// <c>keep</c> names, per field, the account whose value wins. The sources are deleted softly and say where they went.
/// </summary>
internal sealed record MergeAccounts(Guid Id, Guid[] SourceIds, Dictionary<string, Guid>? Keep = null) : ICommand<MergedView>;

internal sealed record MergedView(Guid Id, int Merged, int Contacts, int Deals, int Activities, int Leads, int Children, int Documents);

internal sealed class MergeAccountsHandler(IStore store, IEvents events, IActor actor, TimeProvider time) : ICommandHandler<MergeAccounts, MergedView>
{
    private const int MostSources = 20;

    public async Task<Result<MergedView>> Handle(MergeAccounts command, CancellationToken cancel)
    {
        Guid[] ids = [.. command.SourceIds.Distinct()];
        if (ids.Length is 0 or > MostSources)
            return CrmErrors.MergeNeedsSources;

        if (ids.Contains(command.Id))
            return CrmErrors.MergeIntoItself;

        Dictionary<Guid, Account> accounts = [];
        foreach (var id in ids.Append(command.Id).Order())
        {
            if (await store.Lock<Account>(id, cancel) is not { } account)
                return CrmErrors.NotFound;

            accounts.Add(id, account);
        }

        var target = accounts[command.Id];
        Account[] sources = [.. ids.Select(id => accounts[id])];
        if (AccountMerge.Combine(target, sources, command.Keep ?? []) is { } error)
            return error;

        var merged = await Repoint(target, ids, cancel);
        foreach (var source in sources)
        {
            source.MergeInto(target);
            store.Remove(source);
        }

        store.Add(Activity.Note(target.Id, "Accounts merged", AccountMerge.Trail(sources), actor.UserId, time.GetUtcNow()));
        events.Publish(new AccountsMerged(target.Id, ids));
        return merged;
    }

    private async Task<MergedView> Repoint(Account target, Guid[] ids, CancellationToken cancel)
    {
        // All, not Query: what the caller may not see must not be left behind at a deleted account.
        var contacts = await store.All<Contact>().Where(row => row.AccountId != null && ids.Contains(row.AccountId.Value)).ToListAsync(cancel);
        var deals = await store.All<Deal>().Where(row => row.AccountId != null && ids.Contains(row.AccountId.Value)).ToListAsync(cancel);
        var activities = await store.All<Activity>().Where(row => row.AccountId != null && ids.Contains(row.AccountId.Value)).ToListAsync(cancel);
        var leads = await store.All<Lead>().Where(row => row.ConvertedAccountId != null && ids.Contains(row.ConvertedAccountId.Value)).ToListAsync(cancel);
        var children = await store.All<Account>().Where(row => row.ParentId != null && ids.Contains(row.ParentId.Value) && !ids.Contains(row.Id) && row.Id != target.Id).ToListAsync(cancel);

        var documents = await store.All<Document>().Where(row => row.AccountId != null && ids.Contains(row.AccountId.Value)).ToListAsync(cancel);

        contacts.ForEach(row => row.AccountId = target.Id);
        deals.ForEach(row => row.AccountId = target.Id);
        activities.ForEach(row => row.AccountId = target.Id);
        leads.ForEach(row => row.FollowMergedAccount(target.Id));
        children.ForEach(row => row.ParentId = target.Id);
        documents.ForEach(row => row.AccountId = target.Id);
        return new MergedView(target.Id, ids.Length, contacts.Count, deals.Count, activities.Count, leads.Count, children.Count, documents.Count);
    }
}
