using System.Net;
using Ashlar.Core.Lifecycle;
using Ashlar.Core.Storage;
using Ashlar.Host;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Ashlar.TestKit;

/// <summary>The real host on a real port with a migrated database of its own. Use it as a class fixture.</summary>
public sealed class TestHost(TestServer server) : IAsyncLifetime
{
    private WebApplication? _app;

    /// <summary>Speaks to the host without signing in.</summary>
    public HttpClient Client { get; private set; } = null!;

    public Uri Address { get; private set; } = null!;

    internal DatabaseConnections Connections { get; private set; } = null!;

    internal IServiceProvider Services => _app?.Services ?? throw new InvalidOperationException("The host has not started.");

    public ValueTask InitializeAsync() => Start(new Dictionary<string, string?>(StringComparer.Ordinal));

    /// <summary>Starts with settings of the test's own.</summary>
    internal async ValueTask Start(IReadOnlyDictionary<string, string?> settings, Action<WebApplicationBuilder>? adjust = null)
    {
        Connections = await server.CloneDatabase();
        _app = AshlarHost.Build([], builder =>
        {
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(settings, StringComparer.Ordinal)
            {
                ["ASHLAR_DATABASE"] = Connections.Owner,
                ["ASHLAR_DATA"] = Path.Combine(server.DataFolder, Connections.MainDatabase),
                ["Logging:LogLevel:Default"] = "Warning",
                ["Logging:LogLevel:Microsoft.Hosting.Lifetime"] = "Warning",
            });
            adjust?.Invoke(builder);
        });
        await _app.StartAsync();
        await Services.GetRequiredService<Startup>().Finished;
        Address = new Uri(_app.Urls.First());
        Client = NewClient();
    }

    /// <summary>Another client, with cookies of its own.</summary>
    public HttpClient NewClient() => new(new SocketsHttpHandler { AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.None }) { BaseAddress = Address };

    public async ValueTask DisposeAsync()
    {
        Client?.Dispose();
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
        }

        await server.Run($"DROP DATABASE IF EXISTS {Connections.MainDatabase} WITH (FORCE)");
    }
}
