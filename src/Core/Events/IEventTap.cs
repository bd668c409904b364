using Ashlar.Core.Tenancy;

namespace Ashlar.Core.Events;

/// <summary>An event on its way out of the outbox.</summary>
/// <param name="Id">Constant over every delivery of the event.</param>
/// <param name="Tenant">Whose event it is.</param>
/// <param name="Type">Such as <c>crm.deal_won</c>.</param>
/// <param name="Data">What was published, as JSON.</param>
/// <param name="At">When it happened.</param>
/// <param name="Aggregate">The row it is about.</param>
internal sealed record OutboxEvent(Guid Id, TenantInfo Tenant, string Type, string Data, DateTimeOffset At, Guid? Aggregate);

/// <summary>A part of the core that hears of events beside the reactions that modules declare.</summary>
internal interface IEventTap
{
    /// <summary>Whether an event must be kept for this tap. Asked on every write, so it answers from memory; in doubt the answer is yes.</summary>
    bool Wants(Guid tenant, string type);

    /// <summary>Takes the event after the reactions ran, at least once and again after each failure; it must be safe to repeat.</summary>
    /// <param name="item">The event.</param>
    /// <param name="failure">What a reaction threw, or null when all succeeded.</param>
    /// <param name="last">No further attempt follows a failure now.</param>
    /// <param name="cancel">Ends the wait.</param>
    Task Take(OutboxEvent item, Exception? failure, bool last, CancellationToken cancel);
}
