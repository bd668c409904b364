using System.Text.Json.Nodes;
using Ashlar.Contract.Errors;
using Ashlar.Core.Commands;
using Ashlar.Core.Http;
using Ashlar.Core.Identity;
using Ashlar.Core.Jobs;

namespace Ashlar.Core.Resources.Batches;

/// <summary>Runs work on many rows through the one pipeline: at once within a request, or in chunks within a job.</summary>
internal sealed class RowRunner(CommandPipeline pipeline, JobChunks chunks)
{
    /// <summary>More rows become a job.</summary>
    public const int AtOnce = 500;

    /// <summary>Rows per transaction of a job. Each row is a subtransaction, of which PostgreSQL keeps 64 in a session's own memory.</summary>
    private const int Chunk = 50;

    /// <summary>Everything in one transaction, the rows that can be done kept and the others reported.</summary>
    public Task<Result<Answer>> Now(Call call, RowWork work, CancellationToken cancel) => pipeline.Run(call, async (operation, token) =>
    {
        var tally = await Steps(operation, work, 0, work.Count, null, token);
        if (!tally.Succeeded)
            return tally.Error;
        var failed = work.Atomic && tally.Value[RowTally.Failed] > 0;
        var report = work.Report(failed ? work.Undone(tally.Value) : tally.Value);
        return new Answer(StatusCodes.Status200OK, json => report.WriteTo(json)) { Undone = failed || work.DryRun };
    }, cancel);

    /// <summary>In chunks, each committed with the note that it is done. A dry run is one transaction, so that rows meet each other as they would.</summary>
    public async Task<Result<JsonNode>> InJob(JobRun run, RowWork work, Func<Caller, Call> call, CancellationToken cancel)
    {
        var caller = await run.Caller(cancel);
        if (!caller.Succeeded)
            return caller.Error;
        if (work.DryRun)
            return await Rehearse(run, work, call(caller.Value), cancel);

        var scope = caller.Value.Scope(call(caller.Value).ControlPlane);
        var (tally, next) = await chunks.Read(run.Job, scope, cancel);
        await run.Report(next, work.Count, cancel);
        while (next < work.Count && !run.CancelRequested)
        {
            var end = Math.Min(next + Chunk, work.Count);
            caller = await run.Caller(cancel);
            if (!caller.Succeeded)
                return caller.Error;
            RowTally? done = null;
            var from = next;
            var result = await pipeline.Run(call(caller.Value), async (operation, token) =>
            {
                var part = await Steps(operation, work, from, end, null, token);
                if (!part.Succeeded)
                    return part.Error;
                done = part.Value;
                operation.Work.Add(JobChunks.Insert(run.Job, from, end - from, part.Value));
                return Answer.NoContent;
            }, cancel);
            if (!result.Succeeded)
                return result.Error;
            tally.Merge(done!);
            next = end;
            await run.Report(next, work.Count, cancel);
        }

        return work.Report(tally);
    }

    private async Task<Result<JsonNode>> Rehearse(JobRun run, RowWork work, Call call, CancellationToken cancel)
    {
        RowTally? tally = null;
        var result = await pipeline.Run(call, async (operation, token) =>
        {
            var all = await Steps(operation, work, 0, work.Count, run, token);
            if (!all.Succeeded)
                return all.Error;
            tally = all.Value;
            return Answer.NoContent with { Undone = true };
        }, cancel);
        return result.Succeeded ? work.Report(tally!) : result.Error;
    }

    private static async Task<Result<RowTally>> Steps(Operation operation, RowWork work, int from, int to, JobRun? progress, CancellationToken cancel)
    {
        if (await work.Prepare(operation, cancel) is { } error)
            return error;
        var tally = new RowTally();
        for (var index = from; index < to && progress?.CancelRequested != true; index++)
        {
            work.Note(index, await operation.Try(() => work.Do(operation, index, cancel), cancel), tally);
            if (progress is not null && (index + 1) % Chunk == 0)
                await progress.Report(index + 1, to, cancel);
        }

        return tally;
    }
}
