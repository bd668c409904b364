using System.Diagnostics;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Ashlar.Core.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace Ashlar.Core.Observability;

/// <summary>One line of JSON per entry: when, how bad, for which tenant, user, request and trace, from where, what. Secrets are blotted out.</summary>
internal sealed class JsonLines(IHttpContextAccessor requests, TimeProvider time) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "ashlar";

    private static readonly JsonWriterOptions _options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, _options))
        {
            json.WriteStartObject();
            json.WriteString("time", time.GetUtcNow().UtcDateTime);
            json.WriteString("level", Level(logEntry.LogLevel));
            Request(json);
            if (Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity)
            {
                json.WriteString("trace_id", activity.TraceId.ToHexString());
                json.WriteString("span_id", activity.SpanId.ToHexString());
                if (activity.GetTagItem("ashlar.tenant_id") is { } tenant && requests.HttpContext is null)
                    json.WriteString("tenant", tenant.ToString());
            }

            json.WriteString("category", logEntry.Category);
            json.WriteString("message", Protection.Redactor.Redact(logEntry.Formatter(logEntry.State, logEntry.Exception)));
            if (logEntry.Exception is { } exception)
                json.WriteString("exception", Protection.Redactor.Redact(exception.ToString()));
            json.WriteEndObject();
        }

        textWriter.Write(Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
        textWriter.Write('\n');
    }

    private void Request(Utf8JsonWriter json)
    {
        if (requests.HttpContext?.Features.Get<RequestContext>() is not { } request)
            return;
        json.WriteString("request_id", request.Info.Id);
        if (request.Caller is not { } caller)
            return;
        if (caller.Tenant is { } tenant)
            json.WriteString("tenant", tenant.Code);
        if (caller.UserId is { } user)
            json.WriteString("user", user);
    }

    private static string Level(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warning",
        LogLevel.Error => "error",
        _ => "critical",
    };
}
