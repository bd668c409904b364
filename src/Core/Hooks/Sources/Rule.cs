using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;
using Ashlar.Core.Commands;

namespace Ashlar.Core.Hooks.Sources;

internal enum RuleAction { Deliver, Park, Ignore }

/// <summary>What is done with events of a source and type. Without a rule that fits, an event goes to whoever reacts to it and is parked when nobody does.</summary>
internal sealed class Rule : Entity
{
    public Guid? SourceId { get; set; }
    public string Type { get; set; } = "*";
    public RuleAction Action { get; set; }
    public long Position { get; set; }
}

internal sealed class RuleResource : IResource<Rule>
{
    public void Define(ResourceBuilder<Rule> resource)
    {
        resource.InControlPlane().HardDelete().Icon("split").Title(r => r.Type).Sort("position,created_at").Filters(r => r.SourceId, r => r.Action)
            .Columns(r => r.Position, r => r.SourceId, r => r.Type, r => r.Action).BeforeWrite<RuleChanges>();
        resource.Field(r => r.SourceId).Relation("hooks.sources", OnDelete.Cascade).Hint("Every source when empty.");
        resource.Field(r => r.Type).Default("*").Hint("A type as the sender names it; a star at the end stands for anything.");
        resource.Field(r => r.Action).Options(new("deliver", "Hand on", "green"), new("park", "Park", "amber"), new("ignore", "Ignore", "gray")).Default(RuleAction.Deliver);
        resource.Field(r => r.Position).Default(0L);
    }
}

internal sealed class RuleChanges(CurrentOperation current) : IBeforeWrite<Rule>
{
    public Task<Error?> BeforeWrite(Write<Rule> write, CancellationToken cancel)
    {
        current.Work.Invalidate(SourceIndex.Topic, current.Work.Scope.TenantId.ToString());
        return Task.FromResult<Error?>(null);
    }
}
