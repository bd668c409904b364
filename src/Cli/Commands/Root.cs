using System.CommandLine;
using Ashlar.Cli.Commands.Files;
using Ashlar.Cli.Commands.Security;

namespace Ashlar.Cli.Commands;

/// <summary>Every command.</summary>
internal static class Root
{
    public static RootCommand Build()
    {
        var root = new RootCommand("Ashlar from the command line, under the same permissions and audit as everywhere else.");
        foreach (var option in Options.All)
            root.Add(option);
        foreach (var command in (Command[])[
            .. SignInCommands.All(), TenantCommands.Build(), UserCommands.Build(), RoleCommands.Build(), KeyCommands.Build(), FileCommands.Build(), ModuleCommands.Build(),
            .. RowCommands.All(), ImportCommand.Build(), ExportCommand.Build(), JobCommands.Build(), ScheduleCommands.Build(), AuditCommands.Build(), WebhookCommands.Build(), HookCommands.Build(),
            LimitCommands.Build(), ConfigCommands.Build(), BackupCommands.Build(), .. SecurityCommands.All(), PhiCommands.Build(), ProviderCommands.Build(), HealthCommand.Build(), .. PlatformCommands.All(), CommandsCommand.Build(), CompletionCommand.Build()])
            root.Add(command);
        return root;
    }

    /// <summary>A command of somebody who is signed in.</summary>
    public static Command Act(this Command command, Func<Session, CancellationToken, Task<int>> run)
    {
        command.SetAction((parsed, cancel) => Session.SignedIn(parsed, session => run(session, cancel), cancel));
        return command;
    }

    public static Command With(this Command command, params IEnumerable<Symbol> symbols)
    {
        foreach (var symbol in symbols)
        {
            if (symbol is Argument argument)
                command.Add(argument);
            else if (symbol is Option option)
                command.Add(option);
            else
                command.Add((Command)symbol);
        }

        return command;
    }

    /// <summary>Another word for the same command.</summary>
    public static Command Called(this Command command, string word)
    {
        command.Aliases.Add(word);
        return command;
    }

    public static Argument<string> Word(string name, string description) => new(name) { Description = description };
}
