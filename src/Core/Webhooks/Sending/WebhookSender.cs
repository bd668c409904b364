using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Ashlar.Core.Http.Outbound;
using Ashlar.Core.Webhooks.Deliveries;
using Ashlar.Core.Webhooks.Endpoints;

namespace Ashlar.Core.Webhooks.Sending;

/// <summary>Posts a delivery. It connects to addresses it has checked itself, follows no redirect, and reads the beginning of the answer only.</summary>
internal sealed class WebhookSender : IDisposable
{
    private const int KeptResponse = 4096;
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(15);

    private readonly Secrets _secrets;
    private readonly AddressRules _addresses;
    private readonly TimeProvider _time;
    private readonly HttpClient _client;

    public WebhookSender(Secrets secrets, AddressRules addresses, TimeProvider time)
    {
        (_secrets, _addresses, _time) = (secrets, addresses, time);
        _client = GuardedClient.Make(addresses, TimeSpan.FromSeconds(10));
    }

    public async Task<Attempt> Send(Leased item, CancellationToken cancel)
    {
        var began = _time.GetTimestamp();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(_timeout);
        try
        {
            if (_addresses.Refusal(item.Url) is { } refused)
                return new Attempt(null, _time.GetElapsedTime(began), null, refused);
            using var request = await Request(item, patience.Token);
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            var (status, body) = ((int)response.StatusCode, await Beginning(response, patience.Token));
            return new Attempt(status, _time.GetElapsedTime(began), body, status is >= 200 and < 300 ? null : status is >= 300 and < 400 ? "Redirects are not followed; enter the final address." : $"The receiver answered {status}.")
            {
                RetryAfter = status is 429 or 503 ? Asked(response.Headers.RetryAfter) : null,
            };
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new Attempt(null, _time.GetElapsedTime(began), null, $"No answer within {_timeout.TotalSeconds:0} seconds.");
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or SocketException or RefusedAddressException or InvalidOperationException or NotSupportedException)
        {
            return new Attempt(null, _time.GetElapsedTime(began), null, Reason(failure));
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task<HttpRequestMessage> Request(Leased item, CancellationToken cancel)
    {
        var body = Encoding.UTF8.GetBytes(item.Body);
        var (id, timestamp) = (EventBody.IdOf(item.Event), _time.GetUtcNow().ToUnixTimeSeconds());
        List<string> secrets = [await _secrets.Open(item.Tenant, item.Endpoint, item.Secret, cancel)];
        if (item.OldSecret is { } old)
            secrets.Add(await _secrets.Open(item.Tenant, item.Endpoint, old, cancel));
        var request = new HttpRequestMessage(HttpMethod.Post, item.Url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TryAddWithoutValidation("User-Agent", "Ashlar-Webhooks/1.0");
        request.Headers.TryAddWithoutValidation(Signature.Id, id);
        request.Headers.TryAddWithoutValidation(Signature.Timestamp, timestamp.ToString(CultureInfo.InvariantCulture));
        request.Headers.TryAddWithoutValidation(Signature.Header, Signature.Of(secrets, id, timestamp, body));
        if (Events.Tracing.Current is { } trace)
            request.Headers.TryAddWithoutValidation("traceparent", trace);
        foreach (var (name, value) in await _secrets.OpenHeaders(item.Tenant, item.Endpoint, item.Headers, cancel))
            request.Headers.TryAddWithoutValidation(name, value);
        return request;
    }

    private static async Task<string?> Beginning(HttpResponseMessage response, CancellationToken cancel)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancel);
        var buffer = new byte[KeptResponse];
        var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancel);
        // Text columns hold no NUL.
        return length == 0 ? null : Encoding.UTF8.GetString(buffer, 0, length).Replace('\0', '\uFFFD');
    }

    private TimeSpan? Asked(RetryConditionHeaderValue? header) => header?.Delta ?? (header?.Date is { } date && date > _time.GetUtcNow() ? date - _time.GetUtcNow() : null);

    private static string Reason(Exception failure) => failure switch
    {
        HttpRequestException { InnerException: RefusedAddressException refused } => refused.Message,
        HttpRequestException { InnerException: { } inner } outer when !outer.Message.Contains(inner.Message, StringComparison.Ordinal) => $"{outer.Message} {inner.Message}",
        _ => failure.Message,
    };
}
