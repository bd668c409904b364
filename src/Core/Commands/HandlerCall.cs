using System.Collections.Concurrent;
using System.Reflection;
using Ashlar.Contract.Commands;
using Ashlar.Contract.Errors;

namespace Ashlar.Core.Commands;

/// <summary>Calls handlers of commands and queries whose types are known only at run time.</summary>
internal static class HandlerCall
{
    private delegate Task<Result<object>> Call(object handler, object message, CancellationToken cancel);

    private static readonly ConcurrentDictionary<(Type Message, Type Result, bool Query), Call> _calls = new();

    public static Task<Result<object>> Command(object handler, object command, Type result, CancellationToken cancel) =>
        _calls.GetOrAdd((command.GetType(), result, false), Make)(handler, command, cancel);

    public static Task<Result<object>> Query(object handler, object query, Type result, CancellationToken cancel) =>
        _calls.GetOrAdd((query.GetType(), result, true), Make)(handler, query, cancel);

    private static Call Make((Type Message, Type Result, bool Query) key) =>
        typeof(HandlerCall).GetMethod(key.Query ? nameof(Ask) : nameof(Tell), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(key.Message, key.Result)
            .CreateDelegate<Call>();

    private static async Task<Result<object>> Tell<TCommand, TResult>(object handler, object command, CancellationToken cancel) where TCommand : ICommand<TResult>
    {
        var result = await ((ICommandHandler<TCommand, TResult>)handler).Handle((TCommand)command, cancel);
        return result.Succeeded ? result.Value! : result.Error;
    }

    private static async Task<Result<object>> Ask<TQuery, TResult>(object handler, object query, CancellationToken cancel) where TQuery : IQuery<TResult>
    {
        var result = await ((IQueryHandler<TQuery, TResult>)handler).Handle((TQuery)query, cancel);
        return result.Succeeded ? result.Value! : result.Error;
    }
}
