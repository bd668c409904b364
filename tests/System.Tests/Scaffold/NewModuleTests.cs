using System.Diagnostics;
using Ashlar.TestKit;

namespace Ashlar.System.Tests.Scaffold;

/// <summary>What a developer does first, in a copy of the repository: make a module and run its tests.</summary>
public sealed class NewModuleTests : IDisposable
{
    private readonly string _copy = Directory.CreateTempSubdirectory("ashlar-new-").FullName;

    [Fact]
    [Trait("feature", "CLI-01")]
    public async Task A_new_module_is_listed_builds_without_a_warning_and_passes_its_tests()
    {
        (await Shell($"git -C '{Folders.Repository}' ls-files -z --cached --others --exclude-standard | tar -C '{Folders.Repository}' --null -T - -c | tar -x")).Ok();

        (await Shell("./ashlar new module SampleDesk")).Ok();

        Assert.Contains("(\"sample_desk\", new SampleDesk.SampleDeskModule())", await File.ReadAllTextAsync(Path.Combine(_copy, "src/Host/Modules.cs")), StringComparison.Ordinal);
        var tests = (await Shell("./ashlar test modules -namespace Ashlar.SampleDesk.Tests")).Ok();
        Assert.Matches("\n[1-9][0-9]* passed, 0 failed\n", tests.Output);
    }

    [Theory]
    [InlineData("Crm", "exists already")]
    [InlineData("Audit", "The core has a part named Audit")]
    [InlineData("2Fast", "is no name for a module")]
    [InlineData("../Elsewhere", "is no name for a module")]
    public async Task A_name_that_cannot_be_used_is_refused_and_leaves_nothing(string name, string reason)
    {
        (await Shell($"cp -r '{Folders.Repository}/ashlar' '{Folders.Repository}/eng' . && mkdir -p src/Core/Audit modules/Crm devkit && cp -r '{Folders.Repository}/devkit/Template' devkit")).Ok();

        var refused = await Shell($"./ashlar new module '{name}'");

        Assert.NotEqual(0, refused.Exit);
        Assert.Contains(reason, refused.Errors, StringComparison.Ordinal);
        Assert.Equal([Path.Combine(_copy, "modules/Crm")], Directory.GetFileSystemEntries(Path.Combine(_copy, "modules")));
    }

    public void Dispose() => Directory.Delete(_copy, recursive: true);

    private async Task<Cli.Ran> Shell(string script)
    {
        var start = new ProcessStartInfo("/bin/bash", ["-o", "pipefail", "-c", script]) { WorkingDirectory = _copy, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        // A server that outlives the build would keep the folder and our pipes open.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "false";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new Cli.Ran(process.ExitCode, await output, await errors);
    }
}
