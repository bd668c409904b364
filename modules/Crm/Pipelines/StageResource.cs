using Ashlar.Contract.Resources;

namespace Ashlar.Crm.Pipelines;

internal sealed class StageResource : IResource<Stage>
{
    public void Define(ResourceBuilder<Stage> resource)
    {
        resource.Icon("list-ordered")
            .Columns(s => s.Name, s => s.PipelineId, s => s.Position, s => s.Kind, s => s.Probability, s => s.WipLimit)
            .Filters(s => s.PipelineId, s => s.Kind)
            .Sort("position,name")
            .Unique(s => s.PipelineId, s => s.Name)
            .Rule(stage => stage.Check())
            .BeforeWrite<KeepsOneEndOfAKind>();

        resource.Field(s => s.Name).Searchable();
        resource.Field(s => s.PipelineId).Relation("crm.pipelines", OnDelete.Cascade);
        resource.Field(s => s.Position).Default(0).Range(0, 1000);
        resource.Field(s => s.Kind).Default(StageKind.Open).Options(
            new FieldOption("open", "Open", "blue"),
            new FieldOption("won", "Won", "green"),
            new FieldOption("lost", "Lost", "red"));
        resource.Field(s => s.Probability).Default(0).Range(0, 100).Hint("Percent; the weighted value of a deal follows it.");
        resource.Field(s => s.RequiredFields).Hint("Fields a deal must have before it enters, such as value or expected_close.");
        resource.Field(s => s.WipLimit).Label("Most deals").Range(1, 10_000).Hint("Leave empty for any number.");
    }
}
