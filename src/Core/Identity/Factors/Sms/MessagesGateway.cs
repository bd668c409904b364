using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Ashlar.Contract.Errors;

namespace Ashlar.Core.Identity.Factors.Sms;

/// <summary>
/// Speaks the Messages API that Twilio made and others copied: a form with To, From and Body by POST to
/// <c>/2010-04-01/Accounts/{account}/Messages.json</c> with basic authentication; 201 when it was taken.
/// </summary>
internal sealed class MessagesGateway(SmsOptions options, ILogger<MessagesGateway> log) : ISmsGateway, IDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) }) { Timeout = TimeSpan.FromSeconds(10) };

    public bool Configured => options is { Url: not null, Account: not null, Token: not null, From: not null };

    public async Task<Error?> Send(string number, string text, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(options.Url!, $"/2010-04-01/Accounts/{Uri.EscapeDataString(options.Account!)}/Messages.json"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{options.Account}:{options.Token}")));
        request.Content = new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal) { ["To"] = number, ["From"] = options.From!, ["Body"] = text });
        try
        {
            using var answer = await _client.SendAsync(request, cancel);
            if (answer.IsSuccessStatusCode)
                return null;

            // Its text may repeat the number and the code, so only the number of the error is kept.
            var code = await CodeOf(answer, cancel);
            log.LogWarning("The SMS gateway answered {Status}, error {Code}", (int)answer.StatusCode, code);
            return answer.StatusCode == HttpStatusCode.BadRequest ? FactorErrors.SmsRefused : FactorErrors.SmsFailed;
        }
        catch (Exception failure) when (failure is HttpRequestException || (failure is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            log.LogWarning("The SMS gateway cannot be reached: {Reason}", failure.Message);
            return FactorErrors.SmsFailed;
        }
    }

    public void Dispose() => _client.Dispose();

    private static async Task<int?> CodeOf(HttpResponseMessage answer, CancellationToken cancel)
    {
        try
        {
            using var body = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(cancel));
            return body.RootElement.ValueKind == JsonValueKind.Object && body.RootElement.TryGetProperty("code", out var code) && code.TryGetInt32(out var number) ? number : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
