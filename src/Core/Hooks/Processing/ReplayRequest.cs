using Ashlar.Contract.Commands;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;
using Ashlar.Core.Audit;
using Ashlar.Core.Commands;
using Ashlar.Core.Http;
using Ashlar.Core.Storage;
using Npgsql;
using NpgsqlTypes;

namespace Ashlar.Core.Hooks.Processing;

/// <summary>Processes a request once more, whatever became of it.</summary>
internal sealed record ReplayRequest(Guid Id) : ICommand<ReplayedRequests>;

internal enum ReplayedStates { Parked, Failed, All }

/// <summary>Processes the requests of a range once more.</summary>
internal sealed record ReplaySource(Guid Id, DateTimeOffset From, DateTimeOffset? To = null, ReplayedStates Only = ReplayedStates.Parked) : ICommand<ReplayedRequests>;

internal sealed record ReplayedRequests(Guid Id, string Type, ReplayedAttributes Attributes)
{
    public static ReplayedRequests Of(Guid id, long count) => new(id, "hooks.replayed", new ReplayedAttributes(count));
}

/// <param name="Count">Requests that wait to be processed now.</param>
internal sealed record ReplayedAttributes(long Count);

internal sealed class ReplayRequestHandler(CurrentOperation current, Replays replays) : ICommandHandler<ReplayRequest, ReplayedRequests>
{
    public async Task<Result<ReplayedRequests>> Handle(ReplayRequest command, CancellationToken cancel)
    {
        var count = await replays.Again("id = $2", command.Id, cancel);
        current.Work.Audit(AuditEntry.By(current.Work.Caller, current.Work.Request, "hooks.requests.replay") with { Resource = "hooks.requests", ResourceId = command.Id });
        return count == 0 ? HookErrors.NothingToDo : ReplayedRequests.Of(command.Id, count);
    }
}

internal sealed class ReplaySourceHandler(CurrentOperation current, Replays replays, TimeProvider time) : ICommandHandler<ReplaySource, ReplayedRequests>
{
    public async Task<Result<ReplayedRequests>> Handle(ReplaySource command, CancellationToken cancel)
    {
        var to = command.To ?? time.GetUtcNow();
        if (to <= command.From)
            return CoreErrors.Validation("to", "The end of the range must be after its beginning.");
        var states = command.Only switch { ReplayedStates.Parked => "state = 'parked'", ReplayedStates.Failed => "state = 'failed'", _ => "true" };
        var count = await replays.Again($"source_id = $2 AND created_at >= $4 AND created_at < $5 AND {states}", command.Id, cancel, Moment(command.From), Moment(to));
        current.Work.Audit(AuditEntry.By(current.Work.Caller, current.Work.Request, "hooks.sources.replay") with { Resource = "hooks.sources", ResourceId = command.Id, Reason = $"{count} from {command.From:u} to {to:u}" });
        return ReplayedRequests.Of(command.Id, count);
    }

    private static NpgsqlParameter Moment(DateTimeOffset at) => new() { Value = at.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz };
}

/// <summary>Puts requests back to the beginning.</summary>
internal sealed class Replays(CurrentOperation current, ProcessorSignal signal, TimeProvider time)
{
    public async Task<long> Again(string which, Guid id, CancellationToken cancel, params IReadOnlyList<object?> more)
    {
        var work = current.Work;
        var counted = await work.Rows(Sql.Statement(
            $"WITH again AS (UPDATE public.hooks_inbox SET state = 'received', reason = NULL, runs = runs + 1, updated_at = $3 WHERE tenant_id = $1 AND state NOT IN ('received', 'published') AND {which} RETURNING 1) SELECT count(*) FROM again",
            [work.Scope.TenantId, id, time.GetUtcNow().UtcDateTime, .. more]), row => row.GetInt64(0), cancel);
        work.AfterCommit(signal.Wake);
        return counted[0];
    }
}
