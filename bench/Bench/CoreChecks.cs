using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Ashlar.Bench;

/// <summary>How long modules wait for <c>POST /api/v1/core/rbac/check</c>, audited on disk before each answer, with many tenants loaded.</summary>
internal sealed class CoreChecks(BenchOptions options)
{
    private const double Target95 = 20;
    private const string Path95 = "/api/v1/core/rbac/check";

    public async Task<int> Run()
    {
        await using var started = await Product.Start();
        var (product, database) = (started.Target, started.Database);
        var tenants = await new Installation(product, database).Members(options.Tenants);
        var key = await Key(Product.Address);

        Console.WriteLine($"{Environment.ProcessorCount} processors, {options.Tenants} tenants with a member each, {options.Connections} connections, {options.Seconds} s.");
        Console.WriteLine("load                          calls/s   median ms   P95 ms   P99 ms   target P95");
        var met = true;
        foreach (var (name, checks, connections) in new[] { ("one at a time", 1, 1), ("single", 1, options.Connections), ("batches of 50", 50, options.Connections) })
        {
            await Drive(Product.Address, key, tenants, checks, connections, 2);
            var (rate, times) = await Drive(Product.Address, key, tenants, checks, connections, options.Seconds);
            met &= At(times, 0.95) < Target95;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-26} {rate,10:0} {At(times, 0.5),11:0.00} {At(times, 0.95),8:0.00} {At(times, 0.99),8:0.00} {Target95,12:0.00}"));
        }

        return met ? 0 : 1;
    }

    private static async Task<(double Rate, double[] Times)> Drive(Uri address, string key, IReadOnlyList<Guid> users, int checks, int connections, int seconds)
    {
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = connections }) { BaseAddress = address };
        client.DefaultRequestHeaders.Add("X-API-Key", key);
        var clock = Stopwatch.StartNew();
        var all = await Task.WhenAll(Enumerable.Range(0, connections).Select(async lane =>
        {
            var times = new List<double>();
            for (var number = lane; clock.Elapsed.TotalSeconds < seconds; number += connections)
            {
                using var content = new ByteArrayContent(Body(users, number, checks)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
                var begun = Stopwatch.GetTimestamp();
                using var answer = await client.PostAsync(Path95, content);
                await answer.Content.ReadAsByteArrayAsync();
                times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
                if (!answer.IsSuccessStatusCode)
                    throw new InvalidOperationException($"{(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
            }

            return times;
        }));
        double[] sorted = [.. all.SelectMany(times => times).Order()];
        return (sorted.Length / clock.Elapsed.TotalSeconds, sorted);
    }

    private static byte[] Body(IReadOnlyList<Guid> users, int number, int checks) => checks == 1
        ? JsonSerializer.SerializeToUtf8Bytes(Question(users, number))
        : JsonSerializer.SerializeToUtf8Bytes(new { checks = Enumerable.Range(0, checks).Select(index => Question(users, number * checks + index)) });

    private static object Question(IReadOnlyList<Guid> users, int number) => new { user_id = users[number * 7 % users.Count], permission = number % 2 == 0 ? "org:users:read" : "crm:accounts:update", resource_id = (string?)null };

    private static async Task<string> Key(Uri address)
    {
        using var client = new HttpClient { BaseAddress = address };
        client.DefaultRequestHeaders.Authorization = await Installation.Operator(client);
        var made = await client.PostAsJsonAsync("/api/v1/keys/api_keys", new { name = "Bench", module_name = "bench", environment = "prod" });
        return (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("data").GetProperty("attributes").GetProperty("key").GetString()!;
    }

    private static double At(double[] sorted, double share) => sorted[(int)((sorted.Length - 1) * share)];
}
