using Ashlar.Contract.Resources;

namespace Ashlar.Crm.Deals;

internal sealed class DealResource : IResource<Deal>
{
    public void Define(ResourceBuilder<Deal> resource)
    {
        resource.Icon("handshake")
            .Columns(d => d.Name, d => d.AccountId, d => d.StageId, d => d.Value, d => d.Probability, d => d.ExpectedClose, d => d.OwnerId, d => d.Status)
            .Filters(d => d.Status, d => d.StageId, d => d.OwnerId, d => d.PipelineId)
            .CountsToward("deals")
            .Timeline()
            .Board(d => d.StageId, [d => d.Name, d => d.Value, d => d.AccountId, d => d.OwnerId, d => d.ExpectedClose], sum: d => d.Value, scope: d => d.PipelineId, move: "move")
            .Rule(deal => deal.Check())
            .BeforeWrite<OwnedByCreator<Deal>>()
            .BeforeWrite<DealPlacement>();

        resource.Field(d => d.Name).Searchable();
        resource.Field(d => d.AccountId).Relation("crm.accounts");
        resource.Field(d => d.ContactId).Relation("crm.contacts", OnDelete.Null);
        resource.Field(d => d.PipelineId).Relation("crm.pipelines").Hint("The default pipeline unless chosen.");
        resource.Field(d => d.StageId).Relation("crm.stages").Hint("The first stage of the pipeline unless chosen.");
        resource.Field(d => d.Status).Default(DealStatus.Open).ReadOnly().Options(
            new FieldOption("open", "Open", "blue"),
            new FieldOption("won", "Won", "green"),
            new FieldOption("lost", "Lost", "red"));
        resource.Field(d => d.Value).Range(0, null);
        resource.Field(d => d.Probability).Range(0, 100).Hint("Percent; follows the stage until changed.");
        resource.Field(d => d.Weighted).Label("Weighted value").ReadOnly();
        resource.Field(d => d.OwnerId).Relation("org.users", OnDelete.Null);
        resource.Field(d => d.Notes).LongText();
        resource.Field(d => d.LostReason).Max(500).ReadOnly();
        resource.Field(d => d.LinesTotal).Label("Sum of lines").ReadOnly();
        resource.Field(d => d.StageSince).Label("In stage since").ReadOnly();
        resource.Field(d => d.ClosedAt).Label("Closed").ReadOnly();

        resource.Section("Progress", d => d.Status, d => d.StageSince, d => d.ClosedAt, d => d.LostReason)
            .Section("Value", d => d.Value, d => d.Probability, d => d.Weighted, d => d.LinesTotal, d => d.ExpectedClose)
            .Section("Notes", d => d.Tags, d => d.Notes);
    }
}
