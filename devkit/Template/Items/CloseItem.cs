using Ashlar.Contract.Commands;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Events;
using Ashlar.Contract.Resources;

namespace Ashlar.ModuleName.Items;

/// <summary>Closes an item and says why.</summary>
internal sealed record CloseItem(Guid Id, string Reason) : ICommand<Item>;

internal sealed class CloseItemHandler(IStore store, IEvents events) : ICommandHandler<CloseItem, Item>
{
    public async Task<Result<Item>> Handle(CloseItem command, CancellationToken cancel)
    {
        if (await store.Lock<Item>(command.Id, cancel) is not { } item)
            return ModuleNameErrors.NotFound;

        if (item.Close(command.Reason) is { } error)
            return error;

        events.Publish(new ItemClosed(item.Id, command.Reason));
        return item;
    }
}
