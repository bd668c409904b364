using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Npgsql;

namespace Ashlar.Bench;

/// <summary>Webhooks in: how many a second are accepted with different events and checked signatures, and whether each of them is in the inbox.</summary>
internal sealed class HookBurst(BenchOptions options)
{
    private const double Target = 1000;
    private const string Secret = "whsec_bench";

    public async Task<int> Run()
    {
        await using var started = await Product.Start();
        var (product, database) = (started.Target, started.Database);
        var path = await Source(Product.Address);
        await Send(Product.Address, path, TimeSpan.FromSeconds(2));
        var clock = Stopwatch.StartNew();
        var (accepted, refused) = await Send(Product.Address, path, TimeSpan.FromSeconds(options.Seconds));
        var rate = accepted.Count / clock.Elapsed.TotalSeconds;
        var lost = accepted.Except(await Kept(database)).Count();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"webhooks in: {rate:0} accepted a second over {options.Connections} connections (target {Target:0}), {refused} not accepted, {lost} of {accepted.Count} lost"));
        return rate >= Target && lost == 0 ? 0 : 1;
    }

    private static async Task<Uri> Source(Uri address)
    {
        using var client = new HttpClient { BaseAddress = address };
        client.DefaultRequestHeaders.Authorization = await Installation.Operator(client);
        var made = await Data(await client.PostAsJsonAsync("/api/v1/hooks/sources/create", new { code = "burst", name = "Burst", kind = "stripe", secret = Secret, tolerance_seconds = 3600 }));
        return new Uri(address, made.GetProperty("attributes").GetProperty("url").GetString());
    }

    private async Task<(IReadOnlyList<string> Accepted, int Refused)> Send(Uri address, Uri path, TimeSpan time)
    {
        var run = Guid.CreateVersion7().ToString("n");
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = options.Connections * 4 }) { BaseAddress = address };
        var ends = Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency);
        var senders = await Task.WhenAll(Enumerable.Range(0, options.Connections * 4).Select(async sender =>
        {
            var (accepted, refused) = (new List<string>(), 0);
            for (var number = 0; Stopwatch.GetTimestamp() < ends; number++)
            {
                var id = $"evt_{run}_{sender}_{number}";
                using var request = Request(path, id);
                using var answer = await client.SendAsync(request);
                if ((int)answer.StatusCode == 202)
                    accepted.Add(id);
                else
                    refused++;
            }

            return (accepted, refused);
        }));
        return ([.. senders.SelectMany(sender => sender.accepted)], senders.Sum(sender => sender.refused));
    }

    private static HttpRequestMessage Request(Uri path, string id)
    {
        var body = Encoding.UTF8.GetBytes("""{"id":"ID","type":"invoice.paid","data":{"object":{"id":"in_1","amount_paid":1200,"currency":"eur"}}}""".Replace("ID", id, StringComparison.Ordinal));
        var stamp = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signature = Convert.ToHexStringLower(System.Security.Cryptography.HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), (byte[])[.. Encoding.UTF8.GetBytes(stamp + "."), .. body]));
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TryAddWithoutValidation("Stripe-Signature", $"t={stamp},v1={signature}");
        return request;
    }

    private static async Task<HashSet<string>> Kept(string database)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand("SELECT dedupe_key FROM public.hooks_inbox");
        await using var reader = await command.ExecuteReaderAsync();
        var kept = new HashSet<string>(StringComparer.Ordinal);
        while (await reader.ReadAsync())
            kept.Add(reader.GetString(0));
        return kept;
    }

    private static async Task<JsonElement> Data(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode ? JsonElement.Parse(text).GetProperty("data") : throw new InvalidOperationException($"{(int)response.StatusCode} {response.RequestMessage?.RequestUri}: {text}");
    }
}
