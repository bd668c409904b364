using Ashlar.Core.Access;
using Ashlar.Core.Http.OpenApi;
using Ashlar.Core.Lifecycle;
using Ashlar.Core.Resources.Batches;
using Ashlar.Core.Resources.Verbs;

namespace Ashlar.Core.Jobs;

internal static class JobsRegistration
{
    public static IServiceCollection AddJobs(this IServiceCollection services)
    {
        services.AddStartTask("jobs", StartPhase.RealTime, critical: false, (provider, _) =>
        {
            provider.GetRequiredService<JobWorker>().Begin();
            return Task.CompletedTask;
        });
        return services
            .AddSingleton<JobSignal>()
            .AddSingleton<JobStore>()
            .AddSingleton<JobQueue>()
            .AddSingleton<JobChunks>()
            .AddSingleton<JobEndpoints>()
            .AddSingleton<JobWorker>().AddHostedService(provider => provider.GetRequiredService<JobWorker>())
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
        var jobs = routes.MapGroup("/api/v1/jobs").SignedIn();
        jobs.MapGet("", (HttpContext context, JobEndpoints endpoints) => endpoints.List(context)).Describes(JobDocs.List);
        jobs.MapGet("{id:guid}", (HttpContext context, Guid id, JobEndpoints endpoints) => endpoints.Get(context, id)).Describes(JobDocs.Get);
        jobs.MapPost("{id:guid}/cancel", (HttpContext context, Guid id, JobEndpoints endpoints, TimeProvider time) => endpoints.Cancel(context, id, time)).Describes(JobDocs.Cancel);
    }
}
