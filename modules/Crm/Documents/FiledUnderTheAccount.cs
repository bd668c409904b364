using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;
using Ashlar.Crm.Deals;

namespace Ashlar.Crm.Documents;

/// <summary>A document of a deal is one of its account too.</summary>
internal sealed class FiledUnderTheAccount(IStore store) : IBeforeWrite<Document>
{
    public async Task<Error?> BeforeWrite(Write<Document> write, CancellationToken cancel)
    {
        var document = write.After;
        if (write.Kind is WriteKind.Create or WriteKind.Update && document is { DealId: { } id, AccountId: null })
            document.AccountId = (await store.Find<Deal>(id, cancel))?.AccountId;
        return null;
    }
}
