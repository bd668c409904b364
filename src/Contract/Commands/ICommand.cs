using Ashlar.Contract.Errors;

namespace Ashlar.Contract.Commands;

/// <summary>
/// A verb. Its record properties are its fields: a property named <c>Id</c> is the row in the route, nullable or defaulted ones are optional.
/// </summary>
/// <typeparam name="TResult">What success tells.</typeparam>
public interface ICommand<TResult>;

/// <summary>
/// Carries a command out. The platform has already checked sign-in, tenant, subscription, permission, row rule and idempotency, and
/// will save, audit and commit after success; a returned error rolls everything back.
/// </summary>
/// <typeparam name="TCommand">The command.</typeparam>
/// <typeparam name="TResult">What success tells.</typeparam>
public interface ICommandHandler<in TCommand, TResult> where TCommand : ICommand<TResult>
{
    /// <summary>Loads, calls the entity's verb, returns. Never commits, never checks permissions.</summary>
    Task<Result<TResult>> Handle(TCommand command, CancellationToken cancel);
}

/// <summary>A question. Its record properties are the query parameters.</summary>
/// <typeparam name="TResult">The answer.</typeparam>
public interface IQuery<TResult>;

/// <summary>Answers a query, read only; rows come through the store and so obey the caller's row rules.</summary>
/// <typeparam name="TQuery">The query.</typeparam>
/// <typeparam name="TResult">The answer.</typeparam>
public interface IQueryHandler<in TQuery, TResult> where TQuery : IQuery<TResult>
{
    /// <summary>Answers.</summary>
    Task<Result<TResult>> Handle(TQuery query, CancellationToken cancel);
}
