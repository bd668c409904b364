using System.Text.Json;
using Ashlar.Core.Protection;
using Ashlar.Core.Protection.Redaction;
using Ashlar.Core.Resources.Definitions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Ashlar.Core.Tests.Protection;

public sealed class RedactorTests
{
    [Theory]
    [InlineData("Authorization: Bearer abcdefghijklmnop", "abcdefghijklmnop")]
    [InlineData("token eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiIxIn0abc.c2lnbmF0dXJl here", "eyJ")]
    [InlineData("Host=db;Username=me;Password=hunter2!;Database=x", "hunter2")]
    [InlineData("{\"password\":\"open sesame\",\"name\":\"x\"}", "sesame")]
    [InlineData("postgres://me:hunter2@db.example/x", "hunter2")]
    [InlineData("api_key=sk_live_abcdefghijklmnop1234", "abcdefghijkl")]
    [InlineData("key AKIAIOSFODNN7EXAMPLE used", "IOSFODNN")]
    [InlineData("-----BEGIN EC PRIVATE KEY-----\nMHcCAQEE\n-----END EC PRIVATE KEY-----", "MHcCAQEE")]
    [InlineData("mail to ada.lovelace+x@example.co.uk failed", "lovelace")]
    [InlineData("SSN 078-05-1120 seen", "078-05")]
    [InlineData("called +1 (415) 555-0132 twice", "555-0132")]
    [InlineData("called (415) 555-0132 twice", "555-0132")]
    public void Secrets_and_people_are_masked(string text, string gone)
    {
        var clean = Redactor.Redact(text);
        Assert.DoesNotContain(gone, clean, StringComparison.Ordinal);
        Assert.Contains("[redacted]", clean, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET /api/v1/crm/accounts/01a1fd75-4b5f-7951-a507-c9f36e430fb5 answered 200 in 12.5 ms")]
    [InlineData("Migrated shared: crm/0001_crm.sql at 2026-11-21T10:25:25.123Z, 450 rows of 1,000")]
    [InlineData("Listening on http://127.0.0.1:5080, version 1.2.3, address 192.168.100.200")]
    public void Ordinary_lines_stay_as_they_are(string text) => Assert.Equal(text, Redactor.Redact(text));

    [Fact]
    [Trait("feature", "SEC-10")]
    public void Logs_are_redacted_message_scope_and_exception_alike()
    {
        using var services = new ServiceCollection().AddLogging(logging => logging.AddSimpleConsole(options => options.IncludeScopes = true).AddConsoleFormatter<RedactedFormatter, SimpleConsoleFormatterOptions>()).BuildServiceProvider();
        var formatter = services.GetServices<ConsoleFormatter>().OfType<RedactedFormatter>().Single();
        using var output = new StringWriter();
        var entry = new LogEntry<string>(LogLevel.Error, "Test", 1, "planted@example.test failed", new InvalidOperationException("Password=hunter2"), (state, _) => state);
        formatter.Write(entry, null, output);
        Assert.DoesNotMatch("planted|hunter2", output.ToString());
        Assert.Contains("failed", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("feature", "SEC-10")]
    public void Secrets_anywhere_in_a_result_are_left_out_and_stack_traces_never_leave()
    {
        var json = JsonSerializer.Serialize(new Report("Line 4", new Inner("visible", "s3cret", "k3y", "pk"), new InvalidOperationException("inside"), [new Inner("second", "s3cret", null, null)]), new AnswerJson(new ResourceModels([])).Options);
        Assert.Contains("visible", json, StringComparison.Ordinal);
        Assert.Contains("second", json, StringComparison.Ordinal);
        Assert.DoesNotMatch("s3cret|k3y|\"pk\"|inside|stack|failure", json);
    }

    private sealed record Report(string Name, Inner Inner, Exception Failure, IReadOnlyList<Inner> More);

    private sealed record Inner(string Note, string Password, string? ApiKey, string? SigningPrivateKey);
}
