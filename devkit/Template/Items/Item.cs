using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;

namespace Ashlar.ModuleName.Items;

internal enum ItemStatus { Open, Closed }

/// <summary>Something that is open until somebody closes it with a reason.</summary>
internal sealed class Item : Entity
{
    public string Name { get; set; } = "";
    public ItemStatus Status { get; set; } = ItemStatus.Open;
    public string? Notes { get; set; }

    public string? ClosedReason { get; private set; }

    public Error? Check() => Status == ItemStatus.Closed && ClosedReason is null ? ModuleNameErrors.ItemClosesByCommand : null;

    public Error? Close(string reason)
    {
        if (Status == ItemStatus.Closed)
            return ModuleNameErrors.ItemIsClosed;

        (Status, ClosedReason) = (ItemStatus.Closed, reason);
        return null;
    }
}
