using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Ashlar.Contract.Values;

namespace Ashlar.System.Tests.ScaleOut;

/// <summary>Writes accounts without pause, each with an Idempotency-Key, and reads one back after each. What is not acknowledged is sent again, as a client should.</summary>
internal sealed class Writers : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task[] _tasks;

    public Writers(HttpClient client, int count) =>
        _tasks = [.. Enumerable.Range(0, count).Select(_ => Task.Run(() => Write(client)))];

    /// <summary>Id and name of every account whose creation was acknowledged.</summary>
    public ConcurrentDictionary<Guid, string> Acknowledged { get; } = new();

    /// <summary>Answers that a client had to repeat its request for.</summary>
    public ConcurrentQueue<string> Repeated { get; } = [];

    /// <summary>Reads that failed.</summary>
    public ConcurrentQueue<string> Unread { get; } = [];

    /// <summary>Waits for so many more acknowledged writes.</summary>
    public async Task More(int writes)
    {
        var wanted = Acknowledged.Count + writes;
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (Acknowledged.Count < wanted)
        {
            if (Array.Find(_tasks, task => task.IsFaulted) is { } broken)
                await broken;
            await Task.Delay(20, patience.Token);
        }
    }

    private async Task Write(HttpClient client)
    {
        while (!_stop.IsCancellationRequested)
        {
            var name = $"Account {Ids.New():n}";
            var id = await Create(client, name);
            Acknowledged[id] = name;
            try
            {
                using var read = await client.GetAsync($"/api/v1/crm/accounts/{id}");
                if (read.StatusCode != HttpStatusCode.OK)
                    Unread.Enqueue($"{(int)read.StatusCode} {await read.Content.ReadAsStringAsync()}");
            }
            catch (HttpRequestException failure)
            {
                Unread.Enqueue(failure.Message);
            }

            // Steady rather than fast: the hosts share two cores with three databases.
            await Task.Delay(20);
        }
    }

    private async Task<Guid> Create(HttpClient client, string name)
    {
        for (var attempt = 0; ; attempt++)
        {
            string problem;
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/crm/accounts") { Content = JsonContent.Create(new { name }) };
                request.Headers.Add("Idempotency-Key", name);
                using var response = await client.SendAsync(request);
                var text = await response.Content.ReadAsStringAsync();
                if (response.StatusCode == HttpStatusCode.Created)
                    return JsonElement.Parse(text).GetProperty("data").GetProperty("id").GetGuid();
                problem = $"{(int)response.StatusCode} {text}";
                // Anything but a hint to come back is a failure of the test, not of the machine.
                if (response.StatusCode is not (HttpStatusCode.ServiceUnavailable or HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout or HttpStatusCode.Conflict) || attempt > 300)
                    throw new InvalidOperationException(problem);
            }
            catch (HttpRequestException failure) when (attempt < 300)
            {
                problem = failure.Message;
            }

            Repeated.Enqueue(problem);
            await Task.Delay(100);
        }
    }

    /// <summary>Stops, and fails with what a writer met.</summary>
    public async Task Finish()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_tasks).WaitAsync(TimeSpan.FromMinutes(1));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_tasks).ContinueWith(static _ => { }, TaskScheduler.Default);
        _stop.Dispose();
    }
}
