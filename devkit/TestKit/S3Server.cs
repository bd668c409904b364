using System.Diagnostics;
using Xunit;

namespace Ashlar.TestKit;

/// <summary>A real server of the S3 protocol, s3rver from npm, with one empty bucket. Where it is not installed, tests that need it are skipped.</summary>
public sealed class S3Server : IAsyncLifetime
{
    public const string Bucket = "ashlar";
    public const string Key = "S3RVER";

    private readonly string _folder = Directory.CreateTempSubdirectory("ashlar-s3").FullName;
    private Process? _process;

    /// <summary>Null where there is no server.</summary>
    public Uri? Address { get; private set; }

    public async ValueTask InitializeAsync()
    {
        var program = Path.Combine(Folders.Artifacts, "s3rver", "node_modules", "s3rver", "bin", "s3rver.js");
        if (!File.Exists(program))
            return;
        _process = Process.Start(new ProcessStartInfo("node", [program, "-d", _folder, "-a", "127.0.0.1", "-p", "0", "--no-vhost-buckets", "--configure-bucket", Bucket]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        _process.ErrorDataReceived += static (_, _) => { };
        _process.BeginErrorReadLine();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (Address is null && await _process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            // S3rver listening on 127.0.0.1:38115
            if (line.LastIndexOf(':') is > 0 and var colon && int.TryParse(line[(colon + 1)..], out var port))
                Address = new Uri($"http://127.0.0.1:{port}");
        }

        // Nobody reads what it says afterwards, but it must not wait for a reader.
        _ = _process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
    }

    /// <summary>What a host is told of it.</summary>
    public Dictionary<string, string?> Settings => For("ASHLAR_FILES_S3");

    /// <summary>What a host is told of it under another name, such as that of the backup media.</summary>
    public Dictionary<string, string?> For(string name) => new(StringComparer.Ordinal)
    {
        [$"{name}_URL"] = Address!.ToString(), [$"{name}_BUCKET"] = Bucket, [$"{name}_ACCESS_KEY"] = Key, [$"{name}_SECRET_KEY"] = Key,
    };

    public ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process?.Dispose();
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}
