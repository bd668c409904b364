using System.CommandLine;
using System.Text.Json.Nodes;

namespace Ashlar.Cli.Commands;

/// <summary>health: the state of a host, without sign-in.</summary>
internal static class HealthCommand
{
    public static Command Build()
    {
        var command = new Command("health", "Ask a host how it is");
        command.SetAction(Run);
        return command;
    }

    private static async Task<int> Run(ParseResult parsed, CancellationToken cancel)
    {
        using var session = new Session(parsed);
        using var http = new HttpClient { BaseAddress = new Uri(session.Api.Profile.Url.TrimEnd('/') + "/"), Timeout = TimeSpan.FromSeconds(10) };
        HttpResponseMessage answer;
        try
        {
            answer = await http.GetAsync("health", cancel);
        }
        catch (Exception unreachable) when (unreachable is HttpRequestException or TaskCanceledException && !cancel.IsCancellationRequested)
        {
            throw new Failure(ExitCode.Unavailable, "unreachable", $"{http.BaseAddress} does not answer: {unreachable.Message}");
        }

        using (answer)
        {
            var health = JsonNode.Parse(await answer.Content.ReadAsStringAsync(cancel))!.AsObject();
            if (Options.Format(parsed) is "json" or "yaml")
                session.Data.One(health);
            else
                session.Data.Many([.. health["checks"]!.AsArray().Select(check => (JsonObject)check!.DeepClone()).Prepend(new JsonObject { ["name"] = "host", ["status"] = health["status"]!.DeepClone() })], ["name", "status", "critical", "ms"]);
            return answer.IsSuccessStatusCode ? ExitCode.Ok : ExitCode.Unavailable;
        }
    }
}
