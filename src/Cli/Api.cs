using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ashlar.Cli;

/// <summary>Speaks to the host as everybody else does, and keeps the profile's tokens fresh.</summary>
internal sealed class Api : IDisposable
{
    private readonly HttpClient _http;
    private readonly string _profileName;
    private Profile _profile;

    public Api(string profileName, Profile profile)
    {
        (_profileName, _profile) = (profileName, profile);
        _http = new HttpClient { BaseAddress = new Uri(profile.Url.TrimEnd('/') + "/"), Timeout = TimeSpan.FromMinutes(10) };
        _http.DefaultRequestHeaders.UserAgent.ParseAdd($"ashlar-cli/{typeof(Api).Assembly.GetName().Version!.ToString(3)}");
    }

    public Profile Profile => _profile;

    /// <summary>Set by --dry-run: what would be written is told instead of sent.</summary>
    public Action<string, string, JsonNode?>? InsteadOfWriting { get; init; }

    /// <summary>Asked when the host wants a fresh proof; true when it was given.</summary>
    public Func<Api, CancellationToken, Task<bool>>? ProveAgain { get; init; }

    public Task<JsonNode> Get(string path, CancellationToken cancel) => Send(HttpMethod.Get, path, null, cancel);

    /// <summary>Null when nothing was sent, or when there is nothing to answer.</summary>
    public async Task<JsonNode?> Write(HttpMethod method, string path, JsonNode? body, CancellationToken cancel)
    {
        if (InsteadOfWriting is null)
            return await Send(method, path, body, cancel) is { } answer && answer.GetValueKind() != JsonValueKind.Null && answer["data"] is not null ? answer : null;
        InsteadOfWriting(method.Method, path, body);
        return null;
    }

    public Task<JsonNode> Send(HttpMethod method, string path, JsonNode? body, CancellationToken cancel) =>
        Send(() => new HttpRequestMessage(method, path.TrimStart('/')) { Content = body is null ? null : JsonContent.Create(body) }, async answer => await Json(answer, cancel) ?? new JsonObject(), cancel);

    /// <summary>Any request; it is made anew when an expired token is renewed or a fresh proof is given in between.</summary>
    public async Task<T> Send<T>(Func<HttpRequestMessage> make, Func<HttpResponseMessage, Task<T>> read, CancellationToken cancel)
    {
        try
        {
            return await Renewing(make, read, cancel);
        }
        catch (Failure refused) when (refused.Code == "step_up_required" && ProveAgain is not null)
        {
            if (!await ProveAgain(this, cancel))
                throw;
            return await Renewing(make, read, cancel);
        }
    }

    private async Task<T> Renewing<T>(Func<HttpRequestMessage> make, Func<HttpResponseMessage, Task<T>> read, CancellationToken cancel)
    {
        using var first = await SendOnce(make, cancel);
        if ((int)first.StatusCode != 401 || _profile.RefreshToken is null)
            return await Checked(first, read, cancel);

        await Refresh(cancel);
        using var second = await SendOnce(make, cancel);
        return await Checked(second, read, cancel);
    }

    /// <summary>Takes over a session that the host has given.</summary>
    public void Keep(JsonNode session, string email)
    {
        _profile = _profile with
        {
            AccessToken = (string?)session["access_token"],
            RefreshToken = (string?)session["refresh_token"] ?? _profile.RefreshToken,
            Tenant = (string?)session["tenant"]?["code"],
            Email = email,
        };
        Profiles.Write(_profileName, _profile);
    }

    public void Dispose() => _http.Dispose();

    private async Task Refresh(CancellationToken cancel)
    {
        var token = _profile.RefreshToken;
        // Another command may have renewed the session since; a refresh token works once.
        if (Profiles.Read(_profileName) is { } stored && stored.RefreshToken != token)
        {
            _profile = stored;
            return;
        }

        using var answer = await SendOnce(() => new HttpRequestMessage(HttpMethod.Post, "api/v1/auth/refresh") { Content = JsonContent.Create(new JsonObject { ["refresh_token"] = token }) }, cancel);
        if (!answer.IsSuccessStatusCode)
            throw new Failure(ExitCode.SignIn, "signed_out", "Your session has ended. Sign in again: ashlar login");
        Keep((await Json(answer, cancel))!["data"]!["attributes"]!, _profile.Email ?? "");
    }

    private async Task<HttpResponseMessage> SendOnce(Func<HttpRequestMessage> make, CancellationToken cancel)
    {
        using var request = make();
        if (_profile.AccessToken is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _profile.AccessToken);
        try
        {
            return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
        }
        catch (HttpRequestException unreachable)
        {
            throw new Failure(ExitCode.Unavailable, "unreachable", $"{_http.BaseAddress} does not answer: {unreachable.Message}");
        }
    }

    private static async Task<T> Checked<T>(HttpResponseMessage answer, Func<HttpResponseMessage, Task<T>> read, CancellationToken cancel)
    {
        if (answer.IsSuccessStatusCode)
            return await read(answer);
        var error = (await Json(answer, cancel))?["error"] as JsonObject;
        var status = (int)answer.StatusCode;
        if (error is null)
            throw new Failure(ExitCode.Of(status), $"http_{status}", $"The host answered {status}.");
        throw new Failure(ExitCode.Of(status), (string)error["code"]!, (string)error["message"]!) { Error = (JsonObject)error.DeepClone() };
    }

    private static async Task<JsonNode?> Json(HttpResponseMessage answer, CancellationToken cancel)
    {
        var text = await answer.Content.ReadAsStringAsync(cancel);
        try
        {
            return text.Length == 0 ? null : JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
