using Ashlar.Contract.Errors;

namespace Ashlar.ModuleName;

internal static class ModuleNameErrors
{
    public static readonly Error NotFound = new("module_name.not_found", ErrorKind.NotFound, "This item does not exist.");
    public static readonly Error ItemIsClosed = new("module_name.item_is_closed", ErrorKind.Conflict, "This item is closed already.");
    public static readonly Error ItemClosesByCommand = new("module_name.item_closes_by_command", ErrorKind.Invalid, "An item is closed through Close, which asks for the reason.", "status");
}
