using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace Ashlar.Core.Protection.Redaction;

/// <summary>The console's simple format with every line redacted: message, scopes and exceptions alike.</summary>
internal sealed class RedactedFormatter(IOptionsMonitor<SimpleConsoleFormatterOptions> options) : ConsoleFormatter(FormatName), IDisposable
{
    public const string FormatName = "redacted";

    private readonly ConsoleFormatter _inner = Inner(options);

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        using var text = new StringWriter(System.Globalization.CultureInfo.InvariantCulture);
        _inner.Write(logEntry, scopeProvider, text);
        textWriter.Write(Redactor.Redact(text.ToString()));
    }

    public void Dispose() => (_inner as IDisposable)?.Dispose();

    // The framework's own class is not public; its registration is.
    private static ConsoleFormatter Inner(IOptionsMonitor<SimpleConsoleFormatterOptions> options)
    {
        var services = new ServiceCollection().AddLogging(logging => logging.AddSimpleConsole(simple =>
        {
            var given = options.CurrentValue;
            (simple.SingleLine, simple.IncludeScopes, simple.TimestampFormat, simple.UseUtcTimestamp, simple.ColorBehavior) = (given.SingleLine, given.IncludeScopes, given.TimestampFormat, given.UseUtcTimestamp, given.ColorBehavior);
        }));
        return services.BuildServiceProvider().GetServices<ConsoleFormatter>().First(formatter => formatter.Name == ConsoleFormatterNames.Simple);
    }
}
