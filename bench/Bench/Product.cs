using System.Diagnostics;
using Ashlar.Core.Storage;
using Ashlar.Core.Storage.Embedded;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ashlar.Bench;

/// <summary>The product on an empty database of its own, which goes when the measurement ends.</summary>
internal sealed class Product : IAsyncDisposable
{
    public static readonly Uri Address = new("http://127.0.0.1:4890");

    private readonly EmbeddedServer _server;

    private Product(EmbeddedServer server, Target target, string data, string database, TimeSpan started) => (_server, Target, Data, Database, Started) = (server, target, data, database, started);

    public Target Target { get; }

    /// <summary>The folder of server and host.</summary>
    public string Data { get; }

    /// <summary>Connection string of the database's owner.</summary>
    public string Database { get; }

    /// <summary>How long it took from launch until it was ready.</summary>
    public TimeSpan Started { get; }

    public static async Task<Product> Start()
    {
        var host = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../Host/release/Ashlar.Host"));
        var data = Path.Combine(Path.GetTempPath(), $"ashlar-bench-{Environment.ProcessId}");
        var server = new EmbeddedServer(new StorageOptions { DataFolder = Path.Combine(data, "server") }, TimeProvider.System, NullLogger<EmbeddedServer>.Instance);
        var database = await server.Start(CancellationToken.None);
        var clock = Stopwatch.StartNew();
        var target = Target.Launch(host, ["--urls", Address.ToString().TrimEnd('/')], Address, Installation.Environment(Path.Combine(data, "host"), database));
        await target.Answers("/health/ready");
        return new Product(server, target, data, database, clock.Elapsed);
    }

    public async ValueTask DisposeAsync()
    {
        Target.Dispose();
        await _server.DisposeAsync();
        Directory.Delete(Data, recursive: true);
    }
}
