using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;

namespace Ashlar.Core.Access.Org;

/// <summary>A client cannot stand below itself.</summary>
internal sealed class ClientsFormATree(IStore store) : IBeforeWrite<Client>
{
    public Task<Error?> BeforeWrite(Write<Client> write, CancellationToken cancel) =>
        Tree.Check(write.After.Id, write.After.ParentId, async id => (await store.Find<Client>(id, cancel))?.ParentId);
}

/// <summary>A unit cannot stand below itself.</summary>
internal sealed class UnitsFormATree(IStore store) : IBeforeWrite<Unit>
{
    public Task<Error?> BeforeWrite(Write<Unit> write, CancellationToken cancel) =>
        Tree.Check(write.After.Id, write.After.ParentId, async id => (await store.Find<Unit>(id, cancel))?.ParentId);
}

internal static class Tree
{
    private const int MaxDepth = 50;

    public static async Task<Error?> Check(Guid id, Guid? parent, Func<Guid, Task<Guid?>> parentOf)
    {
        for (var depth = 0; parent is { } above; depth++)
        {
            if (above == id || depth == MaxDepth)
                return AccessErrors.TreeCycle;
            parent = await parentOf(above);
        }

        return null;
    }
}
