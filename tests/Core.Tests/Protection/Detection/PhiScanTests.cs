using System.Net;
using System.Net.Http.Json;
using Ashlar.Core.Storage;
using Ashlar.Core.Tests.Access;
using Ashlar.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Ashlar.Core.Tests.Protection.Detection;

/// <summary>The detector over HTTP: who may ask, what comes back, and a log that never learns the text.</summary>
[Trait("feature", "PHI-01")]
public sealed class PhiScanTests(TestServer server) : IAsyncLifetime
{
    private const string Path = "/api/v1/core/phi/scan";
    private readonly TestHost _host = new(server);
    private Organisation _tenant = null!;

    public async ValueTask InitializeAsync()
    {
        await _host.Start();
        _tenant = await Organisation.Make(_host, "scanners");
    }

    [Fact]
    public async Task A_text_is_answered_with_kinds_places_and_a_masked_copy()
    {
        var report = (await World.Ok(_tenant.Admin.PostAsJsonAsync(Path, new { text = "Patient John Smith, MRN 1234567", redact = true }))).GetProperty("attributes");
        Assert.True(report.GetProperty("contains_phi").GetBoolean());
        Assert.Equal("Patient [name], MRN [medical_record]", report.GetProperty("redacted").GetString());
        Assert.Contains(report.GetProperty("spans").EnumerateArray(), span => span.GetProperty("kind").GetString() == "medical_record" && span.GetProperty("start").GetInt32() == 24 && span.GetProperty("length").GetInt32() == 7);
        Assert.All(report.GetProperty("findings").EnumerateArray(), finding => Assert.NotEqual("", finding.GetProperty("reason").GetString()));
    }

    [Fact]
    public async Task A_text_about_nobody_holds_nothing() =>
        Assert.False((await World.Ok(_tenant.Admin.PostAsJsonAsync(Path, new { text = "Order 123-45-6789 has shipped." }))).GetProperty("attributes").GetProperty("contains_phi").GetBoolean());

    [Fact]
    public async Task The_log_says_that_a_text_was_checked_and_not_what_it_said()
    {
        await World.Ok(_tenant.Admin.PostAsJsonAsync(Path, new { text = "SSN 219-09-9999 of Zebulon" }));
        var log = await _host.Services.GetRequiredService<Databases>().System.Query(
            "SELECT to_jsonb(audit_logs)::text FROM public.audit_logs WHERE action = 'phi.text.scan'", row => row.GetString(0), CancellationToken.None);
        Assert.Contains(log, entry => entry.Contains("ssn", StringComparison.Ordinal));
        Assert.DoesNotContain(log, entry => entry.Contains("9999", StringComparison.Ordinal) || entry.Contains("Zebulon", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_lacks_the_permission_is_refused() =>
        Assert.Equal(HttpStatusCode.Forbidden, (await (await _tenant.Person("visitor")).PostAsJsonAsync(Path, new { text = "MRN 1234567" })).StatusCode);

    [Fact]
    public async Task Nobody_asks_without_signing_in() =>
        Assert.Equal(HttpStatusCode.Unauthorized, (await _host.NewClient().PostAsJsonAsync(Path, new { text = "MRN 1234567" })).StatusCode);

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    public async Task A_request_without_text_is_refused(string? text) =>
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await _tenant.Admin.PostAsJsonAsync(Path, new { text })).StatusCode);

    [Fact]
    public async Task A_text_beyond_the_limit_is_refused() =>
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await _tenant.Admin.PostAsJsonAsync(Path, new { text = new string('a', 1024 * 1024 + 1) })).StatusCode);

    public ValueTask DisposeAsync() => _host.DisposeAsync();
}
