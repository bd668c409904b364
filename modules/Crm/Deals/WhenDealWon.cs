using Ashlar.Contract.Events;
using Ashlar.Contract.Resources;
using Ashlar.Crm.Accounts;

namespace Ashlar.Crm.Deals;

/// <summary>Whoever buys is a customer.</summary>
internal sealed class WhenDealWon(IStore store) : IEventHandler<WonDeal>
{
    public async Task Handle(WonDeal data, CancellationToken cancel)
    {
        if (data.AccountId is { } id && await store.Find<Account>(id, cancel) is { Status: AccountStatus.Prospect } account)
            account.BecomeCustomer();
    }
}

/// <summary>What is read of <c>crm.deal_won</c>.</summary>
internal sealed record WonDeal(Guid? AccountId);
