using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Ashlar.TestKit;

namespace Ashlar.Modules.Tests.Resources;

/// <summary>Few connections, many clients of two organisations, and callers that hang up in the middle.</summary>
public sealed class IsolationUnderLoad(TestServer server)
{
    private const int Clients = 64;
    private const int RequestsEach = 25;

    public static TheoryData<string, string> Placements => new() { { "shared", "shared" }, { "schema", "schema" }, { "shared", "schema" }, { "database", "shared" }, { "database", "database" } };

    [Theory, MemberData(nameof(Placements)), Trait("feature", "TEN-01"), Trait("feature", "TEN-02")]
    public async Task Every_answer_carries_rows_of_the_callers_organisation_only(string first, string second)
    {
        await using var host = new TestHost(server);
        await host.Start(settings: new Dictionary<string, string?>(StringComparer.Ordinal) { ["ASHLAR_POOL_APP"] = "4" });
        Organisation[] both = [await Organisation.Make(host, "alpha", first, "crm"), await Organisation.Make(host, "beta", second, "crm")];
        foreach (var organisation in both)
        {
            for (var i = 0; i < 5; i++)
                await Organisation.Data(await organisation.Admin.PostAsJsonAsync("/api/v1/crm/accounts", new { name = $"{organisation.Code} {i}" }));
        }

        var answered = 0;
        await Parallel.ForEachAsync(Enumerable.Range(0, Clients), new ParallelOptions { MaxDegreeOfParallelism = Clients }, async (client, _) =>
        {
            var random = new Random(client);
            var organisation = both[client % 2];
            for (var i = 0; i < RequestsEach; i++)
            {
                using var patience = new CancellationTokenSource(random.Next(4) == 0 ? random.Next(1, 15) : 60_000);
                try
                {
                    if (await Check(organisation, random, patience.Token))
                        Interlocked.Increment(ref answered);
                }
                catch (OperationCanceledException)
                {
                    // Hung up, as some callers do.
                }
            }
        });

        Assert.True(answered > Clients * RequestsEach / 2, $"only {answered} answers came");
        foreach (var organisation in both)
            Assert.All(await Organisation.Rows(organisation.Admin, "/api/v1/crm/accounts?limit=200"), row => Assert.StartsWith(organisation.Code, Name(row), StringComparison.Ordinal));
    }

    private static async Task<bool> Check(Organisation organisation, Random random, CancellationToken cancel)
    {
        using var response = random.Next(5) == 0
            ? await organisation.Admin.PostAsJsonAsync("/api/v1/crm/accounts", new { name = $"{organisation.Code} more" }, cancel)
            : await organisation.Admin.GetAsync($"/api/v1/crm/accounts?limit=50&q={organisation.Code[..2]}", cancel);
        Assert.True(response.IsSuccessStatusCode || response.StatusCode == HttpStatusCode.ServiceUnavailable, $"{(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(cancel)}");
        if (!response.IsSuccessStatusCode)
            return false;
        var data = JsonElement.Parse(await response.Content.ReadAsStringAsync(cancel)).GetProperty("data");
        foreach (var row in data.ValueKind == JsonValueKind.Array ? data.EnumerateArray().ToArray() : [data])
            Assert.StartsWith(organisation.Code, Name(row), StringComparison.Ordinal);
        return true;
    }

    private static string Name(JsonElement row) => row.GetProperty("attributes").GetProperty("name").GetString()!;
}
