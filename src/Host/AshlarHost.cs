using Ashlar.Core.Access;
using Ashlar.Core.Audit;
using Ashlar.Core.Backup;
using Ashlar.Core.Commands;
using Ashlar.Core.CoreApi;
using Ashlar.Core.Events;
using Ashlar.Core.Files;
using Ashlar.Core.Hooks;
using Ashlar.Core.Http;
using Ashlar.Core.Http.OpenApi;
using Ashlar.Core.Identity;
using Ashlar.Core.Identity.Endpoints;
using Ashlar.Core.Jobs;
using Ashlar.Core.Keys;
using Ashlar.Core.Lifecycle;
using Ashlar.Core.Limits;
using Ashlar.Core.Limits.Bounds;
using Ashlar.Core.Meta;
using Ashlar.Core.Modules;
using Ashlar.Core.Observability;
using Ashlar.Core.Protection;
using Ashlar.Core.Protection.Detection;
using Ashlar.Core.Resources;
using Ashlar.Core.Storage;
using Ashlar.Core.Tenancy;
using Ashlar.Core.Webhooks;
using Ashlar.Host.Demo;

namespace Ashlar.Host;

/// <summary>Composes the process. Tests build the same host with settings of their own.</summary>
internal static class AshlarHost
{
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? adjust = null)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        adjust?.Invoke(builder);
        Transport.Use(builder.WebHost, builder.Configuration);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Bound(builder.Configuration));
        builder.Logging.AddLines(builder.Configuration);
        builder.Services
            .AddLifecycle()
            .AddObservability(builder.Configuration)
            .AddStorage(builder.Configuration, Modules.Migrations)
            .AddProtection()
            .AddDetection()
            .AddIdentity(builder.Configuration)
            .AddTenancy()
            .AddAccess()
            .AddKeys()
            .AddCoreApi()
            .AddAudit()
            .AddLimits(builder.Configuration)
            .AddMeta()
            .AddResources()
            .AddCommands()
            .AddEvents()
            .AddWebhooks(builder.Configuration)
            .AddHooks()
            .AddFiles(builder.Configuration)
            .AddJobs(builder.Configuration)
            .AddBackup(builder.Configuration)
            .AddModules(builder.Configuration, [.. Modules.All.Select(module => module.Module)])
            .AddDemo(builder.Configuration)
            .AddRouting()
            // A parameter that cannot be read is told like any other mistake, not by an empty answer.
            .Configure<RouteHandlerOptions>(handlers => handlers.ThrowOnBadRequest = true);

        var app = builder.Build();
        Pass(app);
        Map(app);
        app.UseConsole();
        return app;
    }

    /// <summary>What a request passes, in this order.</summary>
    private static void Pass(WebApplication app)
    {
        app.UseClientAddress();
        app.UseObservation();
        app.UseRequestAudit();
        app.UseMiddleware<RequestMiddleware>();
        app.UseDrain();
        app.UseAddressLimits();
        app.UseRouting();
        app.UseRoutingErrors();
        app.UseIdentity();
        app.UseLimits();
        app.UseAccess();
    }

    private static void Map(WebApplication app)
    {
        app.MapHealth();
        app.MapObservability();
        app.MapSetup();
        app.MapOpenApi();
        app.MapIdentity();
        app.MapAccess();
        app.MapApiKeys();
        app.MapCore();
        app.MapTenancy();
        app.MapProtection();
        app.MapModules();
        app.MapResources();
        app.MapDetection();
        app.MapEvents();
        app.MapHooks();
        app.MapFiles();
        app.MapJobs();
        app.MapBackup();
        app.MapAudit();
        app.MapLimits();
    }
}
