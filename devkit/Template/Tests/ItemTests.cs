using Ashlar.Contract.Modules;
using Ashlar.ModuleName.Items;
using Ashlar.TestKit;

namespace Ashlar.ModuleName.Tests;

public sealed class ItemTests
{
    [Fact]
    public void An_item_is_closed_once()
    {
        var item = new Item { Name = "First" };

        Assert.Null(item.Close("Done"));

        Assert.Equal((ItemStatus.Closed, "Done"), (item.Status, item.ClosedReason));
        Assert.Equal(ModuleNameErrors.ItemIsClosed, item.Close("Again"));
    }

    [Fact]
    public void An_edit_cannot_close_an_item_without_a_reason() =>
        Assert.Equal(ModuleNameErrors.ItemClosesByCommand, new Item { Status = ItemStatus.Closed }.Check());

    [Fact]
    public void The_module_declares_its_resource_and_its_command()
    {
        var module = new ModuleBuilder("module_name", typeof(ModuleNameModule).Assembly);
        new ModuleNameModule().Define(module);

        var definition = module.Build();

        Assert.Equal("module_name.items", Assert.Single(definition.Resources).Key);
        Assert.Equal("module_name:items:close", Assert.Single(definition.Commands).Permission);
    }
}

/// <summary>Against a real database: the migration ran, and its table isolates tenants.</summary>
public sealed class ItemTableTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Without_a_tenant_the_table_shows_no_rows() =>
        Assert.Equal(0, await database.CountAsTenants("shared.module_name_items"));
}
