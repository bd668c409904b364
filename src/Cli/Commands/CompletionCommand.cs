using System.CommandLine;

namespace Ashlar.Cli.Commands;

/// <summary>completion SHELL: a script for the shell's start file. The words come from the parser itself.</summary>
internal static class CompletionCommand
{
    private const string Bash = """
        _ashlar() {
            local IFS=$'\n'
            COMPREPLY=($(compgen -W "$("${COMP_WORDS[0]}" "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _ashlar ashlar ./ashlar
        """;

    private const string Zsh = """
        #compdef ashlar
        _ashlar() {
            local -a found
            found=("${(@f)$("${words[1]}" "[suggest:${#BUFFER}]" "${BUFFER}" 2>/dev/null)}")
            compadd -a found
        }
        compdef _ashlar ashlar ./ashlar
        """;

    private const string Fish = """
        complete -c ashlar -f -a '(set -l line (commandline -cp); ashlar "[suggest:"(string length -- $line)"]" "$line" 2>/dev/null)'
        """;

    private const string PowerShell = """
        Register-ArgumentCompleter -Native -CommandName ashlar -ScriptBlock {
            param($word, $line, $position)
            ashlar "[suggest:$position]" "$line" | Where-Object { $_ -like "$word*" } | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
        }
        """;

    public static Command Build()
    {
        var shell = new Argument<string>("shell") { Description = "bash, zsh, fish or pwsh" };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish", "pwsh");
        var command = new Command("completion", "Print a completion script: source <(ashlar completion bash)").With(shell);
        command.SetAction(parsed =>
        {
            Console.Out.WriteLine(parsed.GetValue(shell) switch { "bash" => Bash, "zsh" => Zsh, "fish" => Fish, _ => PowerShell });
            return ExitCode.Ok;
        });
        return command;
    }
}
