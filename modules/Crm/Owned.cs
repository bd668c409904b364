using Ashlar.Contract.Access;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;

namespace Ashlar.Crm;

/// <summary>A row that somebody looks after.</summary>
internal interface IOwned
{
    Guid? OwnerId { get; set; }
}

/// <summary>Whoever makes a row looks after it until somebody else is named.</summary>
internal sealed class OwnedByCreator<T>(IActor actor) : IBeforeWrite<T> where T : Entity, IOwned
{
    public Task<Error?> BeforeWrite(Write<T> write, CancellationToken cancel)
    {
        if (write.Kind == WriteKind.Create)
            write.After.OwnerId ??= actor.UserId;

        return Task.FromResult<Error?>(null);
    }
}
