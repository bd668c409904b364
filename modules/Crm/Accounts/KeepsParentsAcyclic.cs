using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;
using Microsoft.EntityFrameworkCore;

namespace Ashlar.Crm.Accounts;

/// <summary>Parents form a tree.</summary>
internal sealed class KeepsParentsAcyclic(IStore store) : IBeforeWrite<Account>
{
    public async Task<Error?> BeforeWrite(Write<Account> write, CancellationToken cancel)
    {
        if (write.Kind == WriteKind.Delete || write.After.ParentId == write.Before?.ParentId)
            return null;

        var seen = new HashSet<Guid> { write.After.Id };
        for (var parent = write.After.ParentId; parent is { } id;)
        {
            if (!seen.Add(id))
                return CrmErrors.AccountIsItsOwnParent;

            parent = await store.All<Account>().Where(account => account.Id == id).Select(account => account.ParentId).FirstOrDefaultAsync(cancel);
        }

        return null;
    }
}
