using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Ashlar.Core.Audit.Proofs;
using Ashlar.Core.Storage;
using Ashlar.Core.Tests.Access;

namespace Ashlar.Core.Tests.Audit;

[Trait("feature", "AUD-11")]
public sealed class LogExportTests(World world) : IClassFixture<World>
{
    private static ExportCheck Check(IEnumerable<string> lines, IReadOnlyDictionary<string, System.Security.Cryptography.ECDsa>? keys = null, params SignedHead[] kept)
    {
        var check = new ExportCheck(keys, kept);
        foreach (var line in lines)
            check.Line(line);
        check.Finish();
        return check;
    }

    private static async Task<List<string>> Lines(HttpClient admin, string query = "")
    {
        var text = await admin.GetStringAsync($"/api/v1/audit/log{query}");
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }

    [Fact]
    public async Task An_export_verifies_by_itself_and_nothing_in_it_can_be_altered()
    {
        var log = await world.LogOf("x-file", 30);
        var admin = await world.Person("x-file", "a@x-file.test", "admin");
        var lines = await Lines(admin);
        Assert.Empty(Check(lines).Findings);
        var entries = lines.FindIndex(line => line.Contains("\"position\":0,", StringComparison.Ordinal));

        void Found(Action<List<string>> tamper)
        {
            List<string> copy = [.. lines];
            tamper(copy);
            Assert.NotEmpty(Check(copy).Findings);
        }

        Found(copy => copy[entries + 4] = copy[entries + 4].Replace("test.thing", "test.thinG", StringComparison.Ordinal));
        Found(copy => copy[entries + 4] = copy[entries + 4].Replace("12.50", "12.5", StringComparison.Ordinal));
        Found(copy => copy.RemoveAt(entries + 4));
        Found(copy => copy.RemoveAt(copy.Count - 1));
        Found(copy => copy.RemoveRange(entries + 20, copy.Count - entries - 21));
        Found(copy => (copy[entries + 4], copy[entries + 5]) = (copy[entries + 5], copy[entries + 4]));
        Found(copy => copy.Insert(entries + 4, copy[entries + 4]));
        using var mine = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        Assert.NotEmpty(Check(lines, new Dictionary<string, System.Security.Cryptography.ECDsa> { [SignedHead.Thumbprint(mine)] = mine }).Findings);

        // Another spelling of the same JSON is the same entry.
        Assert.Empty(Check(lines.Select(line => JsonSerializer.Serialize(JsonElement.Parse(line)))).Findings);

        // A longer head from elsewhere shows that the end is missing; one of another history, that it was rewritten.
        var head = Check(lines).Head!;
        Assert.NotEmpty(Check(lines, null, head with { Size = head.Size + 1 }).Findings);
        Assert.NotEmpty(Check(lines, null, head with { Root = Merkle.EmptyRoot }).Findings);
        Assert.Contains(head.Size, Check(lines, null, head).Fitted);
    }

    [Fact]
    public async Task Going_on_from_the_last_position_loses_nothing_and_every_piece_verifies()
    {
        var log = await world.LogOf("x-pieces", 10);
        var admin = await world.Person("x-pieces", "a@x-pieces.test", "admin");
        var positions = new List<long>();
        SignedHead? kept = null;
        for (long from = 0, rounds = 0; rounds < 6; rounds++)
        {
            var lines = await Lines(admin, $"?from={from}&limit=7");
            var check = Check(lines, null, kept is null ? [] : [kept]);
            Assert.Empty(check.Findings);
            kept = check.Head ?? kept;
            positions.AddRange(lines.Select(line => JsonElement.Parse(line)).Where(line => line.GetProperty("type").GetString() == "entry").Select(line => line.GetProperty("position").GetInt64()));
            from = JsonElement.Parse(lines[^1]).GetProperty("next").GetInt64();
            await world.Write(log, 5);
            await world.Seal(log);
        }

        Assert.Equal(Enumerable.Range(0, positions.Count).Select(i => (long)i), positions);
        Assert.True(positions.Count > 20);
    }

    [Fact]
    [Trait("feature", "AUD-13")]
    public async Task The_export_of_a_search_equals_the_search_and_is_on_record_itself()
    {
        var log = await world.LogOf("x-search", 6);
        await world.Write(log, 3, "test.other");
        var admin = await world.Person("x-search", "a@x-search.test", "admin");
        var member = await world.Person("x-search", "m@x-search.test", "member");
        const string query = "filter[action]=test.other&sort=at";
        var listed = (await World.Ok(admin.GetAsync($"/api/v1/audit/entries?{query}&limit=100"))).EnumerateArray().Select(row => row.GetProperty("id").GetString()).ToList();
        var json = JsonElement.Parse(await admin.GetStringAsync($"/api/v1/audit/entries/export?{query}&format=json"));
        Assert.Equal(3, listed.Count);
        Assert.Equal(listed, json.EnumerateArray().Select(row => row.GetProperty("id").GetString()));
        var csv = (await admin.GetStringAsync($"/api/v1/audit/entries/export?{query}&format=csv")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(4, csv.Length);
        Assert.Equal(2L, await world.Databases.System.Scalar<long>("SELECT count(*) FROM public.audit_logs WHERE tenant_id = $1 AND action = 'audit.entries.export' AND reason LIKE '3 rows as %'", CancellationToken.None, log));
        await World.Error(await member.GetAsync("/api/v1/audit/log"), HttpStatusCode.Forbidden);
    }
}
