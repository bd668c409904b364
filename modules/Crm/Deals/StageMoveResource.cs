using Ashlar.Contract.Resources;

namespace Ashlar.Crm.Deals;

internal sealed class StageMoveResource : IResource<StageMove>
{
    public void Define(ResourceBuilder<StageMove> resource)
    {
        resource.Icon("history")
            .Title(m => m.MovedAt)
            .Columns(m => m.MovedAt, m => m.DealId, m => m.FromStageId, m => m.ToStageId, m => m.MovedBy, m => m.Reason)
            .Filters(m => m.DealId, m => m.ToStageId, m => m.MovedBy)
            .Sort("-moved_at")
            .Operations(Operations.Read);

        resource.Field(m => m.DealId).Relation("crm.deals", OnDelete.Cascade).ReadOnly();
        resource.Field(m => m.FromStageId).Label("From").Relation("crm.stages").ReadOnly();
        resource.Field(m => m.ToStageId).Label("To").Relation("crm.stages").ReadOnly();
        resource.Field(m => m.Reason).Max(500).ReadOnly();
        resource.Field(m => m.MovedAt).ReadOnly();
        resource.Field(m => m.MovedBy).Relation("org.users", OnDelete.Null).ReadOnly();
    }
}
