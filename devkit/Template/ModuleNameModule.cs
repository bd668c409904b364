using Ashlar.Contract.Modules;
using Ashlar.ModuleName.Items;

namespace Ashlar.ModuleName;

/// <summary>Items that people open and close.</summary>
public sealed class ModuleNameModule : IModule
{
    /// <inheritdoc />
    public void Define(ModuleBuilder module) => module
        .Resource<Item, ItemResource>()
        .Command<CloseItem, CloseItemHandler>("items")
        .Event<ItemClosed>()
        .Role("module_name_admin", "Module title administrator", "module_name:*:*")
        .Role("module_name_viewer", "Module title viewer", "module_name:*:read");
}
