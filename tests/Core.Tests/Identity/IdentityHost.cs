using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Ashlar.Contract.Values;
using Ashlar.Core.Access.Roles;
using Ashlar.Core.Identity;
using Ashlar.Core.Identity.Accounts;
using Ashlar.Core.Identity.Passwords;
using Ashlar.Core.Storage;
using Ashlar.Core.Tenancy;
using Ashlar.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Ashlar.Core.Tests.Identity;

/// <summary>A host with cheap hashing, a clock that tests move, and people to sign in.</summary>
public sealed class IdentityHost(TestServer server) : IAsyncLifetime
{
    public const string Password = "Blaue Tassen um 7";

    private readonly TestHost _host = new(server);
    private HttpClient? _client;

    internal ShiftedTime Time { get; } = new();

    internal FakeSmtpServer Smtp { get; } = new();

    internal TestHost Host => _host;

    internal NpgsqlDataSource Database => Service<Databases>().System;

    internal FakeSmsGateway Sms { get; } = new();

    /// <summary>Whether mails can be sent; without, links are in the answers.</summary>
    internal bool WithMail { get; init; }

    public async ValueTask InitializeAsync()
    {
        await Start();
        // Cookies are sent only where a test says so.
        _client = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = _host.Address };
    }

    private ValueTask Start() => _host.Start(settings: new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["Identity:Hashing:MemoryKib"] = "64",
        ["Identity:Hashing:Operations"] = "1",
        ["ASHLAR_PUBLIC_URL"] = "https://console.example.test/",
        // Providers of tests stand on this machine.
        ["ASHLAR_SIGN_IN_NETWORKS"] = "127.0.0.0/8",
        ["ASHLAR_SIGN_IN_HTTP"] = "1",
        ["ASHLAR_SIGN_IN_PORTS"] = "1-65535",
        ["ASHLAR_SETTING_MAIL_SMTP_HOST"] = WithMail ? "127.0.0.1" : null,
        ["ASHLAR_SETTING_MAIL_SMTP_PORT"] = $"{Smtp.Port}",
        ["ASHLAR_SETTING_MAIL_SMTP_TLS"] = "false",
        ["ASHLAR_SETTING_SMS_URL"] = $"{Sms.Address}",
        ["ASHLAR_SETTING_SMS_ACCOUNT"] = FakeSmsGateway.Account,
        ["ASHLAR_SETTING_SMS_TOKEN"] = FakeSmsGateway.Token,
        ["ASHLAR_SETTING_SMS_FROM"] = "+15005550006",
        ["Logging:LogLevel:Ashlar.Core.Identity.Factors.Sms"] = "Error",
        ["Logging:LogLevel:Ashlar.Core.Identity.Mail"] = "Error",
    }, adjust: builder => builder.Services.AddSingleton<TimeProvider>(Time));

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        await _host.DisposeAsync();
        Smtp.Dispose();
        Sms.Dispose();
    }

    internal T Service<T>() where T : notnull => _host.Services.GetRequiredService<T>();

    /// <summary>An organisation with its built-in roles.</summary>
    internal async Task<TestTenant> Tenant()
    {
        var id = Ids.New();
        var code = $"t{id:n}"[..20];
        await Database.Execute("INSERT INTO public.tenants (id, code, name, status) VALUES ($1, $2, $3, 'active')", CancellationToken.None, id, code, $"Tenant {code}");
        await using var batch = Database.CreateBatch();
        foreach (var command in Service<RoleSeeder>().Builtin(id))
            batch.BatchCommands.Add(command);
        await batch.ExecuteNonQueryAsync();
        Service<Invalidation>().Forget("tenant", id.ToString());
        return new TestTenant(id, code);
    }

    /// <summary>Somebody who can sign in, a member of these.</summary>
    internal async Task<TestUser> User(string name, bool verified, params TestTenant[] tenants)
    {
        var email = $"{Ids.New():n}@example.test";
        await using var work = await Service<IdentityWorks>().Begin(CancellationToken.None);
        var (id, _) = await Service<UserDirectory>().CreateUser(work.Connection, email, name, Service<PasswordHasher>().HashNow(Password), verified, CancellationToken.None);
        foreach (var tenant in tenants)
            await Service<UserDirectory>().EnsureMember(work.Connection, tenant.Id, id, "active", null, null, CancellationToken.None);
        await work.Commit(CancellationToken.None);
        return new TestUser(id, email, name);
    }

    internal Task<TestUser> User(params TestTenant[] tenants) => User("Ada Lovelace", true, tenants);

    internal async Task<TestUser> Admin(TestTenant tenant)
    {
        var user = await User("Grace Hopper", true, tenant);
        await Grant(tenant, user, BuiltinRoles.Admin);
        return user;
    }

    internal async Task Grant(TestTenant tenant, TestUser user, string role)
    {
        await Database.Execute(
            "INSERT INTO public.rbac_grants (tenant_id, id, user_id, role_id, created_at, updated_at, version) SELECT $1, $2, $3, id, now(), now(), 1 FROM public.rbac_roles WHERE tenant_id = $1 AND code = $4",
            CancellationToken.None, tenant.Id, Ids.New(), user.Id, role);
        Service<Invalidation>().Forget("access", tenant.Id.ToString());
    }

    internal async Task<Reply> Send(HttpMethod method, string path, object? body = null, string? bearer = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = JsonContent.Create(body);
        if (bearer is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await Reply.Of(await _client!.SendAsync(request));
    }

    internal Task<Reply> Post(string path, object? body = null, string? bearer = null, params (string Name, string Value)[] headers) => Send(HttpMethod.Post, path, body ?? new { }, bearer, headers);

    internal Task<Reply> Get(string path, string? bearer = null, params (string Name, string Value)[] headers) => Send(HttpMethod.Get, path, null, bearer, headers);

    internal Task<Reply> Login(TestUser user, string? password = null) => Post("/api/v1/auth/login", new { email = user.Email, password = password ?? Password });

    internal async Task<TokenPair> Tokens(TestUser user)
    {
        var reply = await Login(user);
        Assert.Equal(200, reply.Status);
        return reply.Pair;
    }

    internal async Task<IReadOnlyList<string>> Audited(Guid userId) => await Database.Query(
        "SELECT action || ' ' || result || coalesce(': ' || reason, '') FROM public.audit_logs WHERE resource_id = $1 OR actor_id = $1 ORDER BY id", row => row.GetString(0), CancellationToken.None, userId);
}

internal sealed record TestTenant(Guid Id, string Code);

internal sealed record TestUser(Guid Id, string Email, string Name);

internal sealed record TokenPair(string Access, string Refresh);

/// <summary>An answer, read whole.</summary>
internal sealed record Reply(int Status, JsonNode? Json, IReadOnlyList<string> Cookies)
{
    public JsonNode Attributes => Json!["data"]!["attributes"]!;

    public string? Code => (string?)Json?["error"]?["code"];

    public TokenPair Pair => new((string)Attributes["access_token"]!, (string)Attributes["refresh_token"]!);

    /// <summary>The error without what differs from request to request.</summary>
    public string ErrorText => $"{Status} {Code} {Json!["error"]!["message"]}";

    public static async Task<Reply> Of(HttpResponseMessage response)
    {
        using (response)
        {
            var text = await response.Content.ReadAsStringAsync();
            return new Reply((int)response.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text), response.Headers.TryGetValues("Set-Cookie", out var cookies) ? [.. cookies] : []);
        }
    }
}
