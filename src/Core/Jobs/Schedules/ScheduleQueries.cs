using Ashlar.Contract.Commands;
using Ashlar.Contract.Errors;
using Ashlar.Core.Commands;

namespace Ashlar.Core.Jobs.Schedules;

/// <summary>What a crontab line means: its next dates, before anybody saves it.</summary>
internal sealed record PreviewCron(string Expression, string? TimeZone = null, int Count = 5) : IQuery<CronPreview>;

internal sealed record CronPreview(string Reading, string TimeZone, IReadOnlyList<DateTimeOffset> Next);

internal sealed class PreviewCronHandler(CurrentOperation current, JobCatalogue jobs, TimeProvider time) : IQueryHandler<PreviewCron, CronPreview>
{
    public Task<Result<CronPreview>> Handle(PreviewCron query, CancellationToken cancel)
    {
        if (ScheduleRules.TimingError(query.Expression, query.TimeZone) is { } error)
            return Task.FromResult<Result<CronPreview>>(error);
        var zone = query.TimeZone ?? jobs.ZoneOf(current.Work.Caller.Tenant!);
        var timing = Timing.TryCron(query.Expression, zone)!;
        var next = new List<DateTimeOffset>();
        for (var at = timing.After(time.GetUtcNow()); at is { } moment && next.Count < Math.Clamp(query.Count, 1, 50); at = timing.After(moment))
            next.Add(moment);
        return Task.FromResult<Result<CronPreview>>(new CronPreview(CronReading.Of(query.Expression), zone, next));
    }
}

/// <summary>Jobs that may be scheduled here.</summary>
internal sealed record ListJobKinds : IQuery<JobKinds>;

internal sealed record JobKinds(IReadOnlyList<JobKind> Kinds);

internal sealed record JobKind(string Job, string Label, string Module);

internal sealed class ListJobKindsHandler(CurrentOperation current, JobCatalogue jobs) : IQueryHandler<ListJobKinds, JobKinds>
{
    public Task<Result<JobKinds>> Handle(ListJobKinds query, CancellationToken cancel) => Task.FromResult<Result<JobKinds>>(new JobKinds(
        [.. jobs.All.Where(pair => jobs.Schedulable(current.Work.Caller.Tenant!, pair.Job.Kind)).Select(pair => new JobKind(pair.Job.Kind, pair.Job.Label, pair.Module.Manifest.Name))]));
}
