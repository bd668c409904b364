using System.CommandLine;
using System.Text.Json.Nodes;

namespace Ashlar.Cli.Commands;

/// <summary>commands: everything this program can do, for people who search and for programs that check it.</summary>
internal static class CommandsCommand
{
    public static Command Build()
    {
        var command = new Command("commands", "List every command with its arguments and options");
        command.SetAction(parsed =>
        {
            new DataWriter(parsed).Many([.. Verbs(parsed.RootCommandResult.Command, "")], ["command", "description", "arguments", "options"]);
            return ExitCode.Ok;
        });
        return command;
    }

    private static IEnumerable<JsonObject> Verbs(Command command, string path)
    {
        foreach (var child in command.Subcommands)
        {
            var name = $"{path} {child.Name}".TrimStart();
            foreach (var verb in Verbs(child, name))
                yield return verb;
            // A noun alone does nothing.
            if (child.Subcommands.Count == 0)
            {
                yield return new JsonObject
                {
                    ["command"] = name,
                    ["description"] = child.Description,
                    ["arguments"] = new JsonArray([.. child.Arguments.Select(argument => (JsonNode)argument.Name)]),
                    ["options"] = new JsonArray([.. child.Options.Select(option => (JsonNode)option.Name)]),
                };
            }
        }
    }
}
