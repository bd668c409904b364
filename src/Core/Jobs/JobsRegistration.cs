using Ashlar.Core.Access;
using Ashlar.Core.Http.OpenApi;
using Ashlar.Core.Jobs.Schedules;
using Ashlar.Core.Lifecycle;
using Ashlar.Core.Modules;
using Ashlar.Core.Modules.Manifests;
using Ashlar.Core.Resources.Batches;
using Ashlar.Core.Resources.Verbs;
using Microsoft.Extensions.Configuration;

namespace Ashlar.Core.Jobs;

internal static class JobsRegistration
{
    public static IServiceCollection AddJobs(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(JobOptions.From(configuration)).AddSingleton<JobCatalogue>();
        services.AddCoreModule("jobs", "Jobs", "activity", new JobsModule(),
            new MenuItem("jobs", "Jobs", "activity", "/jobs", null, "jobs", JobEndpoints.ReadAll),
            new MenuItem("schedules", "Schedules", "calendar-clock", "/schedules", null, "schedules", JobsModule.Read));
        services.AddSchedule<Maintenance>("jobs.clean", "10 3 * * *").AddSchedule<Resources.Rows.Purge>("resources.purge", "25 * * * *").AddSchedule<Commands.ForgetKeys>("commands.forget_keys", "40 * * * *");
        services.AddStartTask("jobs", StartPhase.RealTime, critical: false, (provider, _) =>
        {
            provider.GetRequiredService<JobWorker>().Begin();
            provider.GetRequiredService<Scheduler>().Begin();
            return Task.CompletedTask;
        });
        // What modules declare is known only when all of them fit together, so the handlers of their jobs are made then.
        return services
            .AddSingleton<ModuleJobs>()
            .AddSingleton<JobSignal>()
            .AddSingleton<JobStore>()
            .AddSingleton<JobQueue>()
            .AddSingleton<JobChunks>()
            .AddSingleton<JobEndpoints>()
            .AddSingleton<JobWorker>().AddHostedService(provider => provider.GetRequiredService<JobWorker>())
            .AddSingleton<ScheduleStore>().AddSingleton<ScheduleFiring>().AddSingleton<ScheduleSignal>()
            .AddSingleton<Scheduler>().AddHostedService(provider => provider.GetRequiredService<Scheduler>())
            .AddSingleton<RowRunner>()
            .AddSingleton<BulkFactory>()
            .AddSingleton<IJobHandler, BulkJob>()
            .AddSingleton<RelationNames>()
            .AddSingleton<ImportFactory>()
            .AddSingleton<IJobHandler, ImportJob>()
            .AddSingleton<BulkRows>()
            .AddSingleton<PreviewImport>()
            .AddSingleton<ImportRows>()
            .AddSingleton<ExportRows>();
    }

    public static void MapJobs(this IEndpointRouteBuilder routes)
    {
        var jobs = routes.MapGroup("/api/v1/jobs").SignedIn(keys: true);
        jobs.MapGet("", (HttpContext context, JobEndpoints endpoints) => endpoints.List(context)).Describes(JobDocs.List);
        jobs.MapGet("{id:guid}", (HttpContext context, Guid id, JobEndpoints endpoints) => endpoints.Get(context, id)).Describes(JobDocs.Get);
        jobs.MapGet("{id:guid}/log", (HttpContext context, Guid id, JobEndpoints endpoints) => endpoints.Log(context, id)).Describes(JobDocs.Log);
        jobs.MapPost("{id:guid}/retry", (HttpContext context, Guid id, JobEndpoints endpoints, JobSignal signal, TimeProvider time) => endpoints.Retry(context, id, signal, time)).Describes(JobDocs.Retry);
        jobs.MapPost("{id:guid}/cancel", (HttpContext context, Guid id, JobEndpoints endpoints, TimeProvider time) => endpoints.Cancel(context, id, time)).Describes(JobDocs.Cancel);
    }
}
