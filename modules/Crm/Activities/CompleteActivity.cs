using Ashlar.Contract.Commands;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;

namespace Ashlar.Crm.Activities;

/// <summary>Says that an activity is done, and with what outcome.</summary>
internal sealed record CompleteActivity(Guid Id, string? Outcome = null) : ICommand<Activity>;

internal sealed class CompleteActivityHandler(IStore store, TimeProvider time) : ICommandHandler<CompleteActivity, Activity>
{
    public async Task<Result<Activity>> Handle(CompleteActivity command, CancellationToken cancel)
    {
        if (await store.Find<Activity>(command.Id, cancel) is not { } activity)
            return CrmErrors.NotFound;

        activity.Complete(time.GetUtcNow(), command.Outcome);
        return activity;
    }
}
