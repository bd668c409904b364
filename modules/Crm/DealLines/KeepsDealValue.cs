using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;
using Ashlar.Contract.Values;
using Ashlar.Crm.Deals;
using Ashlar.Crm.Products;

namespace Ashlar.Crm.DealLines;

/// <summary>Fills a line from its product and keeps the value of the deal the sum of its lines.</summary>
internal sealed class KeepsDealValue(IStore store) : IBeforeWrite<DealLine>
{
    public async Task<Error?> BeforeWrite(Write<DealLine> write, CancellationToken cancel)
    {
        var line = write.After;
        if (write.Kind is WriteKind.Delete)
            return await Change(line.DealId, null, line.Total, cancel);

        if (line.ProductId is { } id && await store.Find<Product>(id, cancel) is { } product)
        {
            line.Description ??= product.Name;
            line.Price ??= product.Price;
        }

        line.Sum();
        if (line.Total is null)
            return CrmErrors.LineNeedsPrice;

        if (write.Before is not { } before || write.Kind == WriteKind.Restore)
            return await Change(line.DealId, line.Total, null, cancel);

        if (before.DealId == line.DealId)
            return await Change(line.DealId, line.Total, before.Total, cancel);

        return await Change(before.DealId, null, before.Total, cancel) ?? await Change(line.DealId, line.Total, null, cancel);
    }

    private async Task<Error?> Change(Guid deal, Money? added, Money? removed, CancellationToken cancel) =>
        await store.Lock<Deal>(deal, cancel) is { } found ? found.AddToLines(added, removed) : null;
}
