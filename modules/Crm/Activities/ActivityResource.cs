using Ashlar.Contract.Resources;

namespace Ashlar.Crm.Activities;

internal sealed class ActivityResource : IResource<Activity>
{
    public void Define(ResourceBuilder<Activity> resource)
    {
        resource.Icon("calendar-check")
            .Title(a => a.Subject)
            .Columns(a => a.Subject, a => a.Kind, a => a.DueAt, a => a.DoneAt, a => a.AccountId, a => a.DealId, a => a.OwnerId)
            .Filters(a => a.Kind, a => a.OwnerId, a => a.DueAt, a => a.DoneAt)
            .BeforeWrite<OwnedByCreator<Activity>>()
            .BeforeWrite<BelongsToTheAccount>();

        resource.Field(a => a.Kind).Default(ActivityKind.Task).Options(
            new FieldOption("call", "Call", "blue"),
            new FieldOption("mail", "Mail", "teal"),
            new FieldOption("meeting", "Meeting", "violet"),
            new FieldOption("task", "Task", "amber"),
            new FieldOption("note", "Note", "gray"));
        resource.Field(a => a.Subject).Searchable();
        resource.Field(a => a.Body).LongText().Searchable();
        resource.Field(a => a.AccountId).Relation("crm.accounts", OnDelete.Cascade);
        resource.Field(a => a.ContactId).Relation("crm.contacts", OnDelete.Null);
        resource.Field(a => a.DealId).Relation("crm.deals", OnDelete.Null);
        resource.Field(a => a.LeadId).Relation("crm.leads", OnDelete.Null);
        resource.Field(a => a.DueAt).Label("Due");
        resource.Field(a => a.DoneAt).Label("Done");
        resource.Field(a => a.OwnerId).Relation("org.users", OnDelete.Null);
        resource.Field(a => a.Outcome).Max(500);
    }
}
