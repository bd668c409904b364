using Ashlar.Contract.Modules;
using Ashlar.Core.Jobs.Schedules;

namespace Ashlar.Core.Jobs;

/// <summary>Schedules as a part of the core that every tenant has.</summary>
internal sealed class JobsModule : IModule
{
    public const string Read = "jobs:schedules:read";

    public void Define(ModuleBuilder module) => module
        .Resource<Schedule, ScheduleResource>()
        .Command<PauseSchedule, PauseScheduleHandler>("schedules")
        .Command<ResumeSchedule, ResumeScheduleHandler>("schedules")
        .Command<RunSchedule, RunScheduleHandler>("schedules", command => command.Label("Run now"))
        .Query<PreviewCron, PreviewCronHandler>("cron", Read)
        .Query<ListJobKinds, ListJobKindsHandler>("kinds", Read);
}
