using Ashlar.Contract.Commands;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;

namespace Ashlar.Crm.Accounts;

/// <summary>Gives an account to another owner.</summary>
internal sealed record AssignAccount(Guid Id, Guid OwnerId) : ICommand<AssignedView>;

internal sealed class AssignAccountHandler(IStore store) : ICommandHandler<AssignAccount, AssignedView>
{
    public async Task<Result<AssignedView>> Handle(AssignAccount command, CancellationToken cancel)
    {
        if (await store.Find<Account>(command.Id, cancel) is not { } account)
            return CrmErrors.NotFound;

        account.OwnerId = command.OwnerId;
        return new AssignedView(account.Id, command.OwnerId);
    }
}
