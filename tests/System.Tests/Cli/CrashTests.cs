using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Ashlar.System.Tests.Cli;

/// <summary>A host that answers what no host should, and the program that has to end in some way.</summary>
[Trait("feature", "CLI-03")]
public sealed class CrashTests : IAsyncLifetime
{
    private static readonly Dictionary<string, string> _signedIn = new(StringComparer.Ordinal) { ["ASHLAR_TOKEN"] = "any" };

    private WebApplication _odd = null!;
    private CommandLine _cli = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _odd = builder.Build();
        _odd.MapGet("/api/v1/settings/{key}/explain", context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        _odd.MapFallback(() => Results.Text("""{"data":5}""", "application/json"));
        await _odd.StartAsync();
        _cli = new CommandLine(new Uri(_odd.Urls.First()));
    }

    [Fact]
    public async Task A_fault_of_the_program_is_one_line_with_a_hint_and_an_exit_code_of_its_own()
    {
        var ran = await _cli.Run(_signedIn, "config", "list");

        Assert.Equal(70, ran.Exit);
        Assert.Empty(ran.Output);
        Assert.Matches(@"\ASomething went wrong in the command line itself: InvalidOperationException: .* --debug .*\(crashed\)\n\z", ran.Errors);
    }

    [Fact]
    public async Task A_program_reads_it_as_json()
    {
        var ran = await _cli.Run(_signedIn, "config", "list", "--json");

        Assert.Equal((70, "crashed", ""), (ran.Exit, (string?)ran.Json["error"]!["code"], ran.Errors));
        Assert.Contains("--debug", (string?)ran.Json["error"]!["hint"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("--debug")]
    public async Task The_trace_is_there_for_whoever_asks(string? option)
    {
        var environment = option is null ? new Dictionary<string, string>(_signedIn, StringComparer.Ordinal) { ["ASHLAR_DEBUG"] = "1" } : _signedIn;

        var ran = await _cli.Run(environment, option is null ? ["config", "list"] : ["config", "list", option]);

        Assert.Equal(70, ran.Exit);
        Assert.Contains("at Ashlar.Cli.Commands.ConfigCommands", ran.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_breaks_off_and_a_folder_that_is_none_are_no_faults_of_the_program()
    {
        var broken = await _cli.Run(_signedIn, "config", "explain", "core.locale", "--json");
        Assert.Equal((8, "unreachable"), (broken.Exit, (string?)broken.Json["error"]!["code"]));

        var file = _cli.Write("no-folder", "");
        var unwritable = await _cli.Run(new Dictionary<string, string>(StringComparer.Ordinal) { ["ASHLAR_CONFIG"] = Path.Combine(file, "below"), ["ASHLAR_PASSWORD"] = "any" }, "login", "a@b.test", "--json");
        Assert.NotEqual(134, unwritable.Exit);
        Assert.NotNull((string?)unwritable.Json["error"]!["code"]);
    }

    public async ValueTask DisposeAsync()
    {
        _cli.Dispose();
        await _odd.DisposeAsync();
    }
}
