using System.Text.Json;
using Ashlar.Contract.Resources;

namespace Ashlar.Core.Jobs.Schedules;

internal enum ScheduleOrigin { Core, Module, Tenant }

/// <summary>When a job is due. Those of the core and of modules come by themselves; administrators add others for jobs that allow it.</summary>
internal sealed class Schedule : Entity
{
    public required string Name { get; set; }
    public required string Job { get; set; }
    public ScheduleOrigin Origin { get; set; }
    public string? Cron { get; set; }
    public int? EverySeconds { get; set; }
    public string? TimeZone { get; set; }
    public MissedRuns MissedRuns { get; set; }
    public int MissedLimit { get; set; }
    public int Priority { get; set; }
    public bool Paused { get; set; }
    public JsonElement? Input { get; set; }
    public DateTimeOffset? LastDueAt { get; set; }
    public DateTimeOffset? NextDueAt { get; set; }
}

internal sealed class ScheduleResource : IResource<Schedule>
{
    public void Define(ResourceBuilder<Schedule> resource)
    {
        resource.InControlPlane().Table("schedules").Icon("calendar-clock").Sort("name").HardDelete().Title(schedule => schedule.Name).BeforeWrite<ScheduleRules>()
            .Columns(schedule => schedule.Name, schedule => schedule.Job, schedule => schedule.Cron, schedule => schedule.NextDueAt, schedule => schedule.Paused)
            .Filters(schedule => schedule.Job, schedule => schedule.Origin, schedule => schedule.Paused);
        resource.Field(schedule => schedule.Name).Max(120).Unique().Searchable();
        resource.Field(schedule => schedule.Job).Max(120).Hint("A job that a module lets you schedule; GET /api/v1/jobs/kinds lists them.");
        resource.Field(schedule => schedule.Origin).ReadOnly().Default(ScheduleOrigin.Tenant);
        resource.Field(schedule => schedule.Cron).Max(120).Hint("Five fields: minute, hour, day of month, month, day of week.");
        resource.Field(schedule => schedule.EverySeconds).ReadOnly();
        resource.Field(schedule => schedule.TimeZone).Max(60).Hint("Such as Europe/Berlin; the organisation's own when empty.");
        resource.Field(schedule => schedule.MissedRuns).Default(Schedules.MissedRuns.Once).Label("Missed runs").Hint("What becomes of times that passed while nothing ran.")
            .Options(new("skip", "Forget them", "gray"), new("once", "Run once for all", "blue"), new("all", "Run each, up to the limit", "amber"));
        resource.Field(schedule => schedule.MissedLimit).Range(1, 100).Default(10);
        resource.Field(schedule => schedule.Priority).Range(-10, 10).Default(0);
        resource.Field(schedule => schedule.Paused).Default(false);
        resource.Field(schedule => schedule.LastDueAt).ReadOnly().Label("Last due");
        resource.Field(schedule => schedule.NextDueAt).ReadOnly().Label("Next due");
    }
}
