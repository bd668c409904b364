using Ashlar.Core.Access;
using Ashlar.Core.Audit;
using Ashlar.Core.Commands;
using Ashlar.Core.Events;
using Ashlar.Core.Http;
using Ashlar.Core.Http.OpenApi;
using Ashlar.Core.Identity;
using Ashlar.Core.Identity.Endpoints;
using Ashlar.Core.Jobs;
using Ashlar.Core.Lifecycle;
using Ashlar.Core.Meta;
using Ashlar.Core.Modules;
using Ashlar.Core.Resources;
using Ashlar.Core.Storage;
using Ashlar.Core.Tenancy;
using Ashlar.Host.Demo;

namespace Ashlar.Host;

/// <summary>Composes the process. Tests build the same host with settings of their own.</summary>
internal static class AshlarHost
{
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? adjust = null)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 12 * 1024 * 1024;
        });
        adjust?.Invoke(builder);
        builder.Services
            .AddLifecycle()
            .AddStorage(builder.Configuration, Modules.Migrations)
            .AddIdentity(builder.Configuration)
            .AddTenancy()
            .AddAccess()
            .AddAudit()
            .AddMeta()
            .AddResources()
            .AddCommands()
            .AddEvents()
            .AddJobs()
            .AddModules(builder.Configuration, [.. Modules.All.Select(module => module.Module)])
            .AddDemo(builder.Configuration)
            .AddRouting();

        var app = builder.Build();
        app.UseMiddleware<RequestMiddleware>();
        app.UseDrain();
        app.UseRouting();
        app.UseRoutingErrors();
        app.UseIdentity();
        app.UseAccess();
        app.MapHealth();
        app.MapSetup();
        app.MapOpenApi();
        app.MapIdentity();
        app.MapAccess();
        app.MapTenancy();
        app.MapModules();
        app.MapResources();
        app.MapEvents();
        app.MapJobs();
        app.UseConsole();
        return app;
    }
}
