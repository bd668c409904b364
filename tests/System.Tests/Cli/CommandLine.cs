using System.Diagnostics;
using System.Text.Json.Nodes;
using Ashlar.TestKit;

namespace Ashlar.System.Tests.Cli;

/// <summary>What a run of the command line left behind.</summary>
internal sealed record Ran(int Exit, string Output, string Errors)
{
    public JsonNode Json => JsonNode.Parse(Output)!;

    public Ran Ok()
    {
        Assert.True(Exit == 0, $"exit {Exit}\n{Output}\n{Errors}");
        return this;
    }
}

/// <summary>The built command line as a process of its own, with a folder of its own for sign-ins.</summary>
internal sealed class CommandLine(Uri host) : IDisposable
{
    private static readonly string _program = Path.Combine(Folders.HostProgram.Replace($"{Path.DirectorySeparatorChar}Host{Path.DirectorySeparatorChar}", $"{Path.DirectorySeparatorChar}Cli{Path.DirectorySeparatorChar}", StringComparison.Ordinal).Replace("Ashlar.Host", "Ashlar.Cli", StringComparison.Ordinal));

    public string Folder { get; } = Directory.CreateTempSubdirectory("ashlar-cli-").FullName;

    public Task<Ran> Run(params string[] arguments) => Run(null, arguments);

    public Task<Ran> Run(IReadOnlyDictionary<string, string>? environment, params string[] arguments) => Run(environment, null, arguments);

    public async Task<Ran> Run(IReadOnlyDictionary<string, string>? environment, string? input, string[] arguments)
    {
        var start = new ProcessStartInfo(_program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        start.Environment["ASHLAR_CONFIG"] = Folder;
        start.Environment["ASHLAR_URL"] = host.ToString();
        start.Environment["NO_COLOR"] = "1";
        foreach (var (name, value) in environment ?? new Dictionary<string, string>(StringComparer.Ordinal))
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        if (input is not null)
            await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new Ran(process.ExitCode, await output, await errors);
    }

    public async Task<CommandLine> SignIn(string email, string password)
    {
        (await Run(new Dictionary<string, string>(StringComparer.Ordinal) { ["ASHLAR_PASSWORD"] = password }, "login", email)).Ok();
        return this;
    }

    public string Write(string name, string content)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllText(path, content);
        return path;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
