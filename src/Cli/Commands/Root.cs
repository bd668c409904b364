using System.CommandLine;

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
            .. SignInCommands.All(), TenantCommands.Build(), UserCommands.Build(), RoleCommands.Build(), ModuleCommands.Build(),
            .. RowCommands.All(), ImportCommand.Build(), ExportCommand.Build(), JobCommands.Build(), ConfigCommands.Build(), HealthCommand.Build(), CompletionCommand.Build()])
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

    public static Argument<string> Word(string name, string description) => new(name) { Description = description };
}
