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
    /// <summary>Tests ask more often than people do; those of the limits themselves set another scale.</summary>
    internal const string RaisedLimits = "1000";

    private WebApplication? _app;

    /// <summary>Speaks to the host without signing in.</summary>
    public HttpClient Client { get; private set; } = null!;

    /// <summary>Another host whose database this one shares; it must have started and must end later.</summary>
    internal TestHost? Beside { get; init; }

    public Uri Address { get; private set; } = null!;

    internal DatabaseConnections Connections { get; private set; } = null!;

    internal IServiceProvider Services => _app?.Services ?? throw new InvalidOperationException("The host has not started.");

    internal HostStatus Status => Services.GetRequiredService<HostState>().Status;

    internal IReadOnlyCollection<StartReportLine> StartReport => Services.GetRequiredService<Startup>().Report;

    public ValueTask InitializeAsync() => Start();

    /// <summary>Starts with SQL of the test's own run before, settings, services and endpoints.</summary>
    internal async ValueTask Start(string? prepare = null, IReadOnlyDictionary<string, string?>? settings = null, Action<WebApplicationBuilder>? adjust = null, Action<WebApplication>? map = null)
    {
        Connections = Beside?.Connections ?? await server.CloneDatabase();
        if (prepare is not null)
        {
            await using var owner = await Connections.OpenOwner("", CancellationToken.None);
            await owner.Execute(prepare, CancellationToken.None);
        }

        _app = AshlarHost.Build([], builder =>
        {
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(settings ?? new Dictionary<string, string?>(StringComparer.Ordinal), StringComparer.Ordinal)
            {
                // Tests of anything else sign in with a password alone; those of second factors say so.
                ["ASHLAR_SETTING_AUTH_MFA"] = settings?.GetValueOrDefault("ASHLAR_SETTING_AUTH_MFA") ?? "off",
                ["ASHLAR_BACKUPS_SCHEDULE"] = settings?.GetValueOrDefault("ASHLAR_BACKUPS_SCHEDULE") ?? "off",
                ["ASHLAR_OPERATOR_PASSWORD"] = Organisation.OperatorPassword,
                ["Limits:Scale"] = settings?.GetValueOrDefault("Limits:Scale") ?? RaisedLimits,
                ["ASHLAR_DATABASE"] = Connections.Owner,
                ["ASHLAR_DATA"] = Path.Combine(server.DataFolder, Connections.MainDatabase),
                ["Logging:LogLevel:Default"] = "Warning",
                ["Logging:LogLevel:Microsoft.Hosting.Lifetime"] = "Warning",
            });
            adjust?.Invoke(builder);
        });
        map?.Invoke(_app);
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

        if (Beside is null)
            await server.Run($"DROP DATABASE IF EXISTS {Connections.MainDatabase} WITH (FORCE)");
    }
}
