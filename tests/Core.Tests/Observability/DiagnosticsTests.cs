using System.Text.Json;
using Ashlar.Core.Storage;
using Ashlar.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Ashlar.Core.Tests.Observability;

[Trait("feature", "OBS-17")]
public sealed class DiagnosticsTests(TestHost host) : IClassFixture<TestHost>
{
    private static readonly CancellationToken _cancel = CancellationToken.None;

    [Fact]
    public async Task One_call_looks_at_everything_and_says_what_to_do_about_what_is_not_well()
    {
        using var oper = await Organisation.Operator(host);

        var found = await Look(oper);

        string[] expected = ["database", "connections", "placements", "migrations", "isolation", "invalidation", "clock", "database_room", "data_disk", "files_disk", "mail", "sms", "files", "scanner", "root_key", "signing_key",
            "sealing", "verification", "start", "jobs", "schedules", "events", "webhooks_out", "webhooks_in", "backups", "https", "first_password", "demo", "second_factor", "password_hashing", "metrics_token"];
        Assert.Equal(expected.Order(StringComparer.Ordinal), found.Keys.Order(StringComparer.Ordinal));
        Assert.All(found.Values, one => Assert.NotEqual("", one.GetProperty("seen").GetString()));
        Assert.All(found.Values.Where(one => one.GetProperty("state").GetString() != "ok"), one => Assert.True(one.GetProperty("remedy").GetString()!.Length > 20));
        foreach (var well in new[] { "database", "placements", "migrations", "isolation", "clock", "database_room", "files", "root_key", "signing_key", "start", "demo", "first_password" })
            Assert.True(State(found, well) == "ok", found[well].ToString());
        // This host was told to ask for no second factor and has no mail server.
        Assert.Equal("failed", State(found, "second_factor"));
        Assert.Equal("warning", State(found, "mail"));
        Assert.Contains(await Organisation.Rows(oper, "/api/v1/audit/entries?filter[action]=platform.diagnostics.run"), row => row.GetProperty("attributes").GetProperty("reason").GetString()!.Contains("failed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_breaks_is_found_and_what_is_repaired_is_well_again()
    {
        using var oper = await Organisation.Operator(host);
        var tenant = await Organisation.Make(host, oper, "broken");
        var database = host.Services.GetRequiredService<Databases>().System;
        await database.Execute("INSERT INTO public.outbox (id, tenant_id, type, data, created_at, next_at, dead) VALUES (gen_random_uuid(), $1, 'test.never', '{}', now(), now(), true)", _cancel, tenant.Id);

        await Eventually.True(async () => State(await Look(oper), "events") == "failed", seconds: 30);

        await database.Execute("DELETE FROM public.outbox WHERE dead", _cancel);
        await Eventually.True(async () => State(await Look(oper), "events") == "ok", seconds: 30);
    }

    private static async Task<Dictionary<string, JsonElement>> Look(HttpClient oper) =>
        (await Organisation.Rows(oper, "/api/v1/platform/diagnostics")).Select(row => row.GetProperty("attributes")).ToDictionary(one => one.GetProperty("id").GetString()!, StringComparer.Ordinal);

    private static string? State(Dictionary<string, JsonElement> found, string id) => found[id].GetProperty("state").GetString();
}
