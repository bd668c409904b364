using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using Ashlar.Core.Access;
using Ashlar.TestKit;

namespace Ashlar.System.Tests.Attacks.Surface;

/// <summary>Those who may call each operation, signing in again whenever an attack signed them out.</summary>
internal sealed class Actors : IDisposable
{
    private readonly Actor _nobody, _admin, _operator, _module;

    private Actors(Actor nobody, Actor admin, Actor oper, Actor module) => (_nobody, _admin, _operator, _module) = (nobody, admin, oper, module);

    public static async Task<Actors> Of(AttackWorld world)
    {
        var key = (await Organisation.Data(await world.Operator.PostAsJsonAsync("/api/v1/keys/api_keys", new { name = "Attacks", kind = "module", module_name = "attacks", environment = "dev" }))).GetProperty("attributes").GetProperty("key").GetString()!;
        return new Actors(
            new Actor(Bare(world), null), new Actor(Bare(world), new { email = $"admin@{world.Attacker.Code}.test", password = "Quartz-Meadow-77" }),
            new Actor(Bare(world), new { email = "operator@localhost", password = Organisation.OperatorPassword }), new Actor(Bare(world, key), null));
    }

    public Actor For(Operation operation) => operation.Access switch
    {
        AnonymousAccess => _nobody,
        ModuleAccess => _module,
        PermissionAccess { Module: "platform" } => _operator,
        _ => _admin,
    };

    /// <summary>Sends headers as they are, in letters of any kind.</summary>
    private static HttpClient Bare(AttackWorld world, string? key = null)
    {
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8 }) { BaseAddress = world.Host.Address };
        if (key is not null)
            client.DefaultRequestHeaders.Add("X-API-Key", key);
        return client;
    }

    public void Dispose()
    {
        foreach (var actor in new[] { _nobody, _admin, _operator, _module })
            actor.Dispose();
    }
}

/// <summary>Somebody who sends requests in his own name.</summary>
internal sealed class Actor(HttpClient client, object? credentials) : IDisposable
{
    private readonly SemaphoreSlim _signingIn = new(1, 1);
    private string? _token;

    public async Task<HttpResponseMessage> Send(Func<HttpRequestMessage> message)
    {
        for (var attempt = 0; ; attempt++)
        {
            var token = _token;
            if (credentials is not null && token is null)
                token = await SignIn(null);
            using var request = message();
            if (token is not null && !request.Headers.Contains("Authorization"))
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            var answer = await client.SendAsync(request);
            if (answer.StatusCode != HttpStatusCode.Unauthorized || credentials is null || attempt > 3)
                return answer;
            answer.Dispose();
            await SignIn(token);
        }
    }

    public void Dispose()
    {
        client.Dispose();
        _signingIn.Dispose();
    }

    private async Task<string> SignIn(string? worn)
    {
        await _signingIn.WaitAsync();
        try
        {
            if (_token is { } known && known != worn)
                return known;
            var session = await Organisation.Data(await client.PostAsJsonAsync("/api/v1/auth/login", credentials));
            return _token = session.GetProperty("attributes").GetProperty("access_token").GetString()!;
        }
        finally
        {
            _signingIn.Release();
        }
    }
}
