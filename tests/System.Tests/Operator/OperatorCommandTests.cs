using System.Diagnostics;
using System.Text.Json.Nodes;
using Ashlar.TestKit;

namespace Ashlar.System.Tests.Operator;

/// <summary>db and doctor of the host's program, beside a running host and without one.</summary>
[Trait("feature", "CLI-03")]
public sealed class OperatorCommandTests : IDisposable
{
    private readonly string _folder = HostProcess.NewFolder();

    [Fact]
    public async Task Migrations_run_without_a_host_and_are_listed()
    {
        Assert.Equal(1, (await Run("db", "status")).Exit);

        Assert.Equal(0, (await Run("db", "migrate")).Exit);

        var (exit, output) = await Run("db", "status", "--json");
        Assert.Equal(0, exit);
        Assert.All(JsonNode.Parse(output)!.AsArray(), line => Assert.Equal("applied", (string)line!["state"]!));
    }

    [Fact]
    public async Task The_doctor_looks_at_the_database_of_a_running_host()
    {
        using var host = await HostProcess.Launch(_folder, HostProcess.FreePort()).Ready();

        var (exit, output) = await Run("doctor", "--json");

        var found = JsonNode.Parse(output)!.AsArray().ToDictionary(line => (string)line!["name"]!, line => (string)line!["state"]!);
        Assert.Equal(0, exit);
        Assert.All(new[] { "database", "clock", "migrations", "isolation", "disk" }, name => Assert.Equal("ok", found[name]));
        Assert.Contains("mail", found.Keys);
        Assert.Contains("console", found.Keys);
        Assert.Contains("libsodium", found.Keys);
    }

    [Fact]
    public async Task A_database_that_does_not_answer_is_a_finding()
    {
        var (exit, output) = await Run(new Dictionary<string, string>(StringComparer.Ordinal) { ["ASHLAR_DATABASE"] = "Host=127.0.0.1;Port=9;Username=nobody;Timeout=2" }, "doctor", "--json");

        Assert.Equal(1, exit);
        Assert.Equal("bad", (string)JsonNode.Parse(output)!.AsArray().Single(line => (string)line!["name"]! == "database")!["state"]!);
    }

    [Fact]
    public async Task The_doctor_makes_no_database()
    {
        var (_, output) = await Run("doctor", "--json");

        Assert.Equal("note", (string)JsonNode.Parse(output)!.AsArray().Single(line => (string)line!["name"]! == "database")!["state"]!);
        Assert.False(Directory.Exists(Path.Combine(_folder, "pg")));
    }

    [Fact]
    public async Task What_it_does_not_know_ends_with_2() => Assert.Equal(2, (await Run("db", "drop")).Exit);

    public void Dispose()
    {
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    private Task<(int Exit, string Output)> Run(params string[] arguments) => Run(new Dictionary<string, string>(StringComparer.Ordinal), arguments);

    private async Task<(int Exit, string Output)> Run(Dictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(Folders.HostProgram, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        (start.Environment["ASHLAR_DATA"], start.Environment["ASHLAR_TEST_FAST_PG"]) = (_folder, "1");
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + (process.ExitCode == 0 ? "" : await errors));
    }
}
