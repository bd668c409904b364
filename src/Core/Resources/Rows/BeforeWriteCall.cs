using System.Collections.Concurrent;
using System.Reflection;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;

namespace Ashlar.Core.Resources.Rows;

/// <summary>Calls <see cref="IBeforeWrite{T}"/> for an entity type known only at run time.</summary>
internal static class BeforeWriteCall
{
    private delegate Task<Error?> Call(object rule, WriteKind kind, Entity? before, Entity after, CancellationToken cancel);

    private static readonly ConcurrentDictionary<Type, Call> _calls = new();

    public static Task<Error?> Run(object rule, Type entity, WriteKind kind, Entity? before, Entity after, CancellationToken cancel) =>
        _calls.GetOrAdd(entity, Make)(rule, kind, before, after, cancel);

    private static Call Make(Type entity) =>
        typeof(BeforeWriteCall).GetMethod(nameof(Typed), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(entity).CreateDelegate<Call>();

    private static Task<Error?> Typed<T>(object rule, WriteKind kind, Entity? before, Entity after, CancellationToken cancel) where T : Entity =>
        ((IBeforeWrite<T>)rule).BeforeWrite(new Write<T>(kind, (T?)before, (T)after), cancel);
}
