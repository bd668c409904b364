using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;

namespace Ashlar.Bench;

/// <summary>How long one organisation waits while another sends as fast as it can: single reads and writes in turn, fifty a second.</summary>
internal sealed class Fairness(BenchOptions options)
{
    /// <summary>Milliseconds.</summary>
    private const double Target95 = 200;
    private const int PerSecond = 50;

    public async Task<int> Run()
    {
        await using var started = await Product.Start();
        var (product, database) = (started.Target, started.Database);
        var tenants = await new Installation(product, database).Prepare(2, options.Rows);
        IReadOnlyList<Request> flood = [.. Loads.Requests("R2", [tenants[0]], bare: false), .. Loads.Requests("W1", [tenants[0]], bare: false)];
        IReadOnlyList<Request> quiet = [.. Loads.Requests("R1", [tenants[1]], bare: false), .. Loads.Requests("W2", [tenants[1]], bare: false)];

        Console.WriteLine($"{Environment.ProcessorCount} processors; {PerSecond} requests a second of one organisation, alone and beside {options.Connections * 4} connections of another, {options.Seconds} s.");
        Console.WriteLine("                    flood/s   median ms   P95 ms   P99 ms   target P95");
        await Ask(Product.Address, quiet, 3);
        Print("alone", 0, await Ask(Product.Address, quiet, options.Seconds));
        var flooding = Load.Run(Product.Address, flood, options.Connections * 4, options.Seconds + 2);
        await Task.Delay(TimeSpan.FromSeconds(1));
        var beside = await Ask(Product.Address, quiet, options.Seconds);
        Print("beside a flood", await flooding, beside);
        return At(beside, 0.95) < Target95 ? 0 : 1;
    }

    /// <summary>Times of answers to requests that come when they come, however long others take.</summary>
    private static async Task<double[]> Ask(Uri address, IReadOnlyList<Request> requests, int seconds)
    {
        using var client = new HttpClient { BaseAddress = address };
        var asked = new List<Task<double>>();
        using var pace = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / PerSecond));
        while (asked.Count < seconds * PerSecond && await pace.WaitForNextTickAsync())
            asked.Add(One(client, requests[asked.Count * 7 % requests.Count]));
        var times = await Task.WhenAll(asked);
        Array.Sort(times);
        return times;
    }

    private static async Task<double> One(HttpClient client, Request request)
    {
        var began = Stopwatch.GetTimestamp();
        using var message = new HttpRequestMessage(new HttpMethod(request.Method), request.Path);
        message.Headers.Authorization = AuthenticationHeaderValue.Parse(request.Authorization);
        if (request.Body is { } body)
            message.Content = new StringContent(body, new MediaTypeHeaderValue("application/json"));
        using var answer = await client.SendAsync(message);
        answer.EnsureSuccessStatusCode();
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    private static void Print(string what, double flood, double[] times) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-16} {flood,10:0} {At(times, 0.5),11:0.0} {At(times, 0.95),8:0.0} {At(times, 0.99),8:0.0} {Target95,12:0}"));

    private static double At(double[] sorted, double share) => sorted[(int)((sorted.Length - 1) * share)];
}
