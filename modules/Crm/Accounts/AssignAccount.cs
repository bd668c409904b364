using Ashlar.Contract.Commands;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;

namespace Ashlar.Crm.Accounts;

/// <summary>Gives an account to another owner.</summary>
internal sealed record AssignAccount(Guid Id, Guid OwnerId) : ICommand<Account>;

internal sealed class AssignAccountHandler(IStore store) : ICommandHandler<AssignAccount, Account>
{
    public async Task<Result<Account>> Handle(AssignAccount command, CancellationToken cancel)
    {
        if (await store.Find<Account>(command.Id, cancel) is not { } account)
            return CrmErrors.NotFound;

        account.OwnerId = command.OwnerId;
        return account;
    }
}
