using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using Ashlar.Core.Http.Outbound;

namespace Ashlar.Core.Identity.Providers.Wire;

/// <summary>Asks providers. It connects to addresses it has checked itself, follows no redirect, and reads no more than a provider needs to say.</summary>
internal sealed class ProviderHttp : IDisposable
{
    private const int Longest = 256 * 1024;
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(10);
    private static readonly JsonDocumentOptions _strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    private readonly AddressRules _addresses;
    private readonly HttpClient _client;

    public ProviderHttp(AddressRules addresses)
    {
        _addresses = addresses;
        _client = GuardedClient.Make(addresses, TimeSpan.FromSeconds(5));
    }

    /// <summary>Why we do not go to an address, or null.</summary>
    public string? Refusal(string url) => _addresses.Refusal(url);

    /// <exception cref="ProviderException">It cannot be reached, or does not answer 200 with a JSON object.</exception>
    public async Task<JsonElement> Get(string url, string? bearer, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        if (bearer is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        var (status, body) = await Send(request, cancel);
        return status == HttpStatusCode.OK && body is { } json ? json : throw new ProviderException($"{url} answers {(int)status}{(status == HttpStatusCode.OK ? " without a JSON object" : "")}");
    }

    /// <summary>The status and the body, when it is a JSON object.</summary>
    /// <exception cref="ProviderException">It cannot be reached.</exception>
    public async Task<(HttpStatusCode Status, JsonElement? Body)> Post(string url, IEnumerable<KeyValuePair<string, string>> form, AuthenticationHeaderValue? authorization, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new FormUrlEncodedContent(form) };
        request.Headers.Authorization = authorization;
        return await Send(request, cancel);
    }

    public void Dispose() => _client.Dispose();

    private async Task<(HttpStatusCode, JsonElement?)> Send(HttpRequestMessage request, CancellationToken cancel)
    {
        var url = request.RequestUri!.OriginalString;
        if (_addresses.Refusal(url) is { } refused)
            throw new ProviderException($"{url}: {refused.TrimEnd('.')}");
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(_timeout);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        request.Headers.TryAddWithoutValidation("User-Agent", "Ashlar-Sign-In/1.0");
        try
        {
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            return (response.StatusCode, Parse(await Body(response, url, patience.Token)));
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new ProviderException($"{url} does not answer within {_timeout.TotalSeconds:0} seconds");
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or SocketException or RefusedAddressException or InvalidOperationException or NotSupportedException)
        {
            throw new ProviderException($"{url}: {((failure as HttpRequestException)?.InnerException ?? failure).Message.TrimEnd('.')}");
        }
    }

    private static async Task<ReadOnlyMemory<byte>> Body(HttpResponseMessage response, string url, CancellationToken cancel)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancel);
        var buffer = new byte[Longest + 1];
        var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancel);
        return length <= Longest ? buffer.AsMemory(0, length) : throw new ProviderException($"{url} answers with more than {Longest / 1024} KiB");
    }

    private static JsonElement? Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, _strict);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
