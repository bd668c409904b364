using Ashlar.Contract.Commands;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Modules;
using Ashlar.Core.Commands;
using Ashlar.Core.Modules;

namespace Ashlar.Core.Webhooks.Endpoints;

/// <summary>The events the caller may ask for.</summary>
internal sealed record ListEventTypes : IQuery<List<EventType>>;

/// <param name="Id">The type.</param>
/// <param name="Module">The module that publishes it.</param>
/// <param name="ModuleName">Its name.</param>
/// <param name="Label">What happened, in words.</param>
/// <param name="Fields">What its data carries besides the row.</param>
internal sealed record EventType(string Id, string Module, string ModuleName, string Label, IReadOnlyList<string> Fields);

internal sealed class ListEventTypesHandler(CurrentOperation current, EventTypes types, ModuleRegistry modules) : IQueryHandler<ListEventTypes, List<EventType>>
{
    public Task<Result<List<EventType>>> Handle(ListEventTypes query, CancellationToken cancel)
    {
        var caller = current.Work.Caller;
        List<EventType> list = [.. types.All.Where(known => types.Opens(caller, known.Type)).OrderBy(known => known.Type, StringComparer.Ordinal).Select(Describe)];
        return Task.FromResult<Result<List<EventType>>>(list);
    }

    private EventType Describe(EventDefinition known)
    {
        var (module, name) = (known.Type[..known.Type.IndexOf('.')], known.Type[(known.Type.IndexOf('.') + 1)..]);
        return new EventType(known.Type, module, modules.Find(module)?.Manifest.Name ?? module, Shapes.Sentence(name), [.. known.Data.GetProperties().Select(property => Shapes.Snake(property.Name))]);
    }
}
