using Ashlar.Contract.Commands;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;

namespace Ashlar.Crm.Activities;

/// <summary>Says that an activity is done, and with what outcome.</summary>
internal sealed record CompleteActivity(Guid Id, string? Outcome = null) : ICommand<CompletedView>;

internal sealed record CompletedView(Guid Id, DateTimeOffset DoneAt, string? Outcome);

internal sealed class CompleteActivityHandler(IStore store, TimeProvider time) : ICommandHandler<CompleteActivity, CompletedView>
{
    public async Task<Result<CompletedView>> Handle(CompleteActivity command, CancellationToken cancel)
    {
        if (await store.Find<Activity>(command.Id, cancel) is not { } activity)
            return CrmErrors.NotFound;

        activity.Complete(time.GetUtcNow(), command.Outcome);
        return new CompletedView(activity.Id, activity.DoneAt!.Value, activity.Outcome);
    }
}
