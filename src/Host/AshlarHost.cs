using Ashlar.Core.Lifecycle;
using Ashlar.Core.Storage;

namespace Ashlar.Host;

/// <summary>Composes the process. Tests build the same host with settings of their own.</summary>
internal static class AshlarHost
{
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? adjust = null)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        adjust?.Invoke(builder);
        builder.Services.AddLifecycle();
        builder.Services.AddStorage(builder.Configuration, Modules.Migrations);

        var app = builder.Build();
        app.UseDrain();
        app.MapHealth();
        return app;
    }
}
