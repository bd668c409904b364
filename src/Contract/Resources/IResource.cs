using Ashlar.Contract.Errors;

namespace Ashlar.Contract.Resources;

/// <summary>Declares a resource over an entity class. No side effects; called once at start.</summary>
/// <typeparam name="T">The entity. Its settable public properties are the fields.</typeparam>
public interface IResource<T> where T : Entity
{
    /// <summary>States what differs from the defaults.</summary>
    void Define(ResourceBuilder<T> resource);
}

/// <summary>A rule that needs the database, run inside the transaction of a generated create, update or delete, before it is saved.</summary>
/// <typeparam name="T">The entity.</typeparam>
public interface IBeforeWrite<T> where T : Entity
{
    /// <summary>Returns an error to refuse the write; may change <see cref="Write{T}.After"/> or other rows through the store.</summary>
    Task<Error?> BeforeWrite(Write<T> write, CancellationToken cancel);
}

/// <summary>A generated write about to happen.</summary>
/// <typeparam name="T">The entity.</typeparam>
/// <param name="Kind">What it does.</param>
/// <param name="Before">The row as stored; null for a create.</param>
/// <param name="After">The row as it will be stored; for a delete, the row.</param>
public sealed record Write<T>(WriteKind Kind, T? Before, T After) where T : Entity;

/// <summary>What a generated write does.</summary>
public enum WriteKind
{
    /// <summary>A new row.</summary>
    Create,
    /// <summary>A changed row.</summary>
    Update,
    /// <summary>A row deleted.</summary>
    Delete,
    /// <summary>A deleted row brought back.</summary>
    Restore,
}
