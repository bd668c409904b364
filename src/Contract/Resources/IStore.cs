namespace Ashlar.Contract.Resources;

/// <summary>
/// The rows of the caller's tenant. Reads see only living rows that the caller's client scope and row rules allow; what is added,
/// changed or removed is saved, audited and versioned by the platform after the handler returns success.
/// </summary>
public interface IStore
{
    /// <summary>Rows the caller may see, to be filtered and projected with LINQ. Entities it yields are tracked.</summary>
    IQueryable<T> Query<T>() where T : Entity;

    /// <summary>All living rows of the tenant, beyond the caller's row rules; for rules that need the whole truth, never for answers.</summary>
    IQueryable<T> All<T>() where T : Entity;

    /// <summary>One row by id, or null when the caller cannot see it.</summary>
    Task<T?> Find<T>(Guid id, CancellationToken cancel) where T : Entity;

    /// <summary>
    /// One row by id, held until the end of this transaction: whoever else locks it waits, so two commands that decide by its state decide
    /// one after the other. Null when the caller cannot see it. Lock several in the order of their ids.
    /// </summary>
    Task<T?> Lock<T>(Guid id, CancellationToken cancel) where T : Entity;

    /// <summary>Adds a row. Tenant, client, times and actor are set by the platform.</summary>
    void Add<T>(T entity) where T : Entity;

    /// <summary>Deletes a row: softly where the resource says so.</summary>
    void Remove<T>(T entity) where T : Entity;
}
