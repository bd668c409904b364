using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Web;

namespace Ashlar.TestKit;

/// <summary>A message as the gateway took it.</summary>
public sealed record TakenMessage(string To, string From, string Body);

/// <summary>
/// An SMS gateway that speaks the Messages API as the real one does: basic authentication, a form, 201 with a queued message; 401 with error
/// 20003 for a wrong token, 400 with 21211 for a number that is none and 21604 for one that is missing.
/// </summary>
public sealed class FakeSmsGateway : IDisposable
{
    public const string Account = "AC00000000000000000000000000000001";
    public const string Token = "sms-token-for-tests";

    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<TakenMessage> _taken = [];

    public FakeSmsGateway()
    {
        Address = new Uri($"http://127.0.0.1:{HostProcess.FreePort()}/");
        _listener.Prefixes.Add(Address.ToString());
        _listener.Start();
        _ = Serve();
    }

    public Uri Address { get; }

    /// <summary>In the order they came.</summary>
    public IReadOnlyList<TakenMessage> Taken => [.. _taken];

    /// <summary>While true every request is answered with 503, as during an outage.</summary>
    public bool Out { get; set; }

    public void Dispose() => ((IDisposable)_listener).Dispose();

    private async Task Serve()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception gone) when (gone is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            using var reader = new StreamReader(context.Request.InputStream, Encoding.UTF8);
            var (status, body) = Answer(context.Request, await reader.ReadToEndAsync());
            context.Response.StatusCode = status;
            context.Response.ContentType = "application/json";
            await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(body));
            context.Response.Close();
        }
    }

    private (int Status, string Body) Answer(HttpListenerRequest request, string body)
    {
        if (Out)
            return (503, Error(20503, "Service unavailable", 503));
        if (request.Headers["Authorization"] != $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Account}:{Token}"))}")
            return (401, Error(20003, "Authenticate", 401));
        if (request.HttpMethod != "POST" || request.Url!.AbsolutePath != $"/2010-04-01/Accounts/{Account}/Messages.json")
            return (404, Error(20404, "The requested resource was not found", 404));

        var form = HttpUtility.ParseQueryString(body);
        if (form["To"] is not { Length: > 0 } to)
            return (400, Error(21604, "A 'To' phone number is required.", 400));
        // The provider's own number for numbers that are none.
        if (to == "+15005550001")
            return (400, Error(21211, $"The 'To' number {to} is not a valid phone number.", 400));
        _taken.Enqueue(new TakenMessage(to, form["From"] ?? "", form["Body"] ?? ""));
        return (201, $$"""{"sid":"SM{{Guid.CreateVersion7():n}}","status":"queued","to":"{{to}}","from":"{{form["From"]}}","error_code":null}""");
    }

    private static string Error(int code, string message, int status) => $$"""{"code":{{code}},"message":"{{message}}","more_info":"https://www.twilio.com/docs/errors/{{code}}","status":{{status}}}""";
}
