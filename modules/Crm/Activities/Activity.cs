using Ashlar.Contract.Resources;

namespace Ashlar.Crm.Activities;

/// <summary>Something said, sent or to be done with a customer.</summary>
internal sealed class Activity : Entity, IOwned
{
    public ActivityKind Kind { get; set; } = ActivityKind.Task;
    public string Subject { get; set; } = "";
    public string? Body { get; set; }
    public Guid? AccountId { get; set; }
    public Guid? ContactId { get; set; }
    public Guid? DealId { get; set; }
    public Guid? LeadId { get; set; }
    public DateTimeOffset? DueAt { get; set; }
    public DateTimeOffset? DoneAt { get; set; }
    public Guid? OwnerId { get; set; }
    public string? Outcome { get; set; }

    public static Activity Note(Guid account, string subject, string body, Guid? by, DateTimeOffset at) =>
        new() { Kind = ActivityKind.Note, Subject = subject, Body = body, AccountId = account, OwnerId = by, DoneAt = at };

    /// <summary>The first completion counts; a repeated one changes nothing.</summary>
    public void Complete(DateTimeOffset at, string? outcome)
    {
        if (DoneAt is not null)
            return;

        DoneAt = at;
        Outcome = outcome ?? Outcome;
    }
}

internal enum ActivityKind
{
    Call,
    Mail,
    Meeting,
    Task,
    Note,
}
