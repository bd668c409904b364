using Ashlar.Contract.Access;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Events;
using Ashlar.Contract.Resources;
using Ashlar.Core.Audit;
using Ashlar.Core.Events;
using Ashlar.Core.Identity;
using Ashlar.Core.Protection.Phi;
using Ashlar.Core.Resources;
using Ashlar.Core.Storage;
using Npgsql;

namespace Ashlar.Core.Commands;

/// <summary>
/// One unit of work together with the services that module code receives inside it. The container scope is made only when module
/// code asks for something, so that a plain generated write pays nothing for it.
/// </summary>
internal sealed class Operation(IServiceScopeFactory scopes, UnitOfWork work) : IAsyncDisposable
{
    private AsyncServiceScope? _scope;

    public UnitOfWork Work => work;

    public Caller Caller => work.Caller;

    /// <summary>Everything read goes into an answer, so that a field hidden from the caller must not be used.</summary>
    public bool Answers { get; init; }

    /// <summary>Health information that the answer will show.</summary>
    public PhiSeen Phi { get; } = new();

    public IServiceProvider Services
    {
        get
        {
            if (_scope is null)
            {
                _scope = scopes.CreateAsyncScope();
                _scope.Value.ServiceProvider.GetRequiredService<CurrentOperation>().Operation = this;
            }

            return _scope.Value.ServiceProvider;
        }
    }

    /// <summary>Adds what module code changed through its store to the commit.</summary>
    public async Task<Error?> Stage(CancellationToken cancel) =>
        _scope is null ? null : await Services.GetRequiredService<Store>().Stage(cancel);

    public Task Commit(CancellationToken cancel)
    {
        foreach (var entry in Phi.Take(Caller, work.Request, work.Request.Reason))
            work.Audit(entry);
        return work.Commit(cancel);
    }

    /// <summary>Does one of many things: when it fails its changes are undone, those of module code included, and the rest goes on.</summary>
    public async Task<Result<T>> Try<T>(Func<Task<Result<T>>> part, CancellationToken cancel)
    {
        if (await Stage(cancel) is { } earlier)
            return earlier;
        await EndScope();
        await work.BeginPart(cancel);
        Error? error;
        try
        {
            var result = await part();
            error = result.Succeeded ? await Stage(cancel) : result.Error;
            if (error is null)
            {
                await work.EndPart(cancel);
                return result;
            }
        }
        catch (PostgresException exception) when (DatabaseErrors.IsRefusal(exception))
        {
            error = DatabaseErrors.Translate(exception)!;
        }
        finally
        {
            await EndScope();
        }

        await work.UndoPart(cancel);
        return error;
    }

    private async ValueTask EndScope()
    {
        if (_scope is { } scope)
            await scope.DisposeAsync();
        _scope = null;
    }

    public async ValueTask DisposeAsync()
    {
        await EndScope();
        await work.DisposeAsync();
    }
}

/// <summary>Makes operations.</summary>
internal sealed class OperationFactory(IServiceScopeFactory scopes, Databases databases, AuditLog audit, Invalidation invalidation)
{
    public Operation Begin(Caller caller, RequestInfo request, bool controlPlane = false, bool asSystem = false, bool answers = false) =>
        new(scopes, new UnitOfWork(databases, audit, invalidation, caller, request, caller.Scope(controlPlane), asSystem)) { Answers = answers };
}

/// <summary>The operation a container scope belongs to.</summary>
internal sealed class CurrentOperation
{
    public Operation? Operation { get; set; }

    public UnitOfWork Work => Operation?.Work ?? throw new InvalidOperationException("There is no operation here: module services exist only inside the pipeline.");
}

/// <summary>What module code sees of the caller.</summary>
internal sealed class CurrentActor(CurrentOperation current, ResourceModels models) : IActor
{
    public Guid? UserId => current.Work.Caller.UserId;

    public string Name => current.Work.Caller.Name;

    public Guid TenantId => current.Work.Caller.TenantId;

    public Guid? ClientId => current.Work.Caller.ClientId;

    public bool Can(string permission) => current.Work.Caller.Can(permission);

    public bool Sees(string resource, string field) => !FieldScopes.Hidden(models[resource], current.Work.Caller).Contains(field);
}

/// <summary>Events of module code, in the transaction of its operation.</summary>
internal sealed class CurrentEvents(CurrentOperation current, Outbox outbox) : IEvents
{
    public void Publish(object data) => outbox.Add(current.Work, outbox.TypeOf(data), data);
}
