using System.Net.Http.Json;
using System.Text.Json;
using Ashlar.Core.Storage;
using Ashlar.Core.Tests.Identity;
using Ashlar.Core.Webhooks.Deliveries;
using Ashlar.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Ashlar.Core.Tests.Webhooks;

/// <summary>A host that may call receivers on loopback, and a mail server.</summary>
public sealed class WebhookHost(TestServer server) : IAsyncLifetime
{
    internal TestHost Host { get; } = new(server);

    internal FakeSmtpServer Smtp { get; } = new();

    internal NpgsqlDataSource Database => Host.Services.GetRequiredService<Databases>().System;

    public ValueTask InitializeAsync() => Host.Start(settings: new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["ASHLAR_WEBHOOKS_NETWORKS"] = "127.0.0.0/8",
        ["ASHLAR_WEBHOOKS_HTTP"] = "1",
        ["ASHLAR_WEBHOOKS_PORTS"] = "1-65535",
        ["ASHLAR_PUBLIC_URL"] = "https://console.example.test/",
        ["ASHLAR_SETTING_MAIL_SMTP_HOST"] = "127.0.0.1",
        ["ASHLAR_SETTING_MAIL_SMTP_PORT"] = $"{Smtp.Port}",
        ["ASHLAR_SETTING_MAIL_SMTP_TLS"] = "false",
    });

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        Smtp.Dispose();
    }

    internal T Service<T>() where T : notnull => Host.Services.GetRequiredService<T>();

    /// <summary>An organisation with an administrator, put into the database directly because mails carry the links here.</summary>
    internal async Task<TenantClient> Tenant(string code)
    {
        using var oper = await Organisation.Operator(Host);
        var made = await Organisation.Data(await oper.PostAsJsonAsync("/api/v1/platform/tenants", new { code, name = code, isolation = "shared", admin_email = $"admin@{code}.test", admin_name = "Admin", apps = new[] { "crm" } }));
        var mail = await Smtp.Next();
        var client = await Accept(mail);
        return new TenantClient(this, made.GetProperty("id").GetGuid(), client);
    }

    /// <summary>Does not wait for the next attempt.</summary>
    internal async Task Due(Guid endpoint)
    {
        await Database.Execute("UPDATE public.webhooks_deliveries SET next_at = now(), leased_until = now() WHERE endpoint_id = $1 AND state = 'waiting'", CancellationToken.None, endpoint);
        Service<DeliverySignal>().Wake();
    }

    internal async Task<HttpClient> Accept(string mail)
    {
        var token = Mail.Token(mail);
        var client = Host.NewClient();
        var session = await Organisation.Data(await client.PostAsJsonAsync($"/api/v1/auth/invitations/{token}/accept", new { password = "Quartz-Meadow-77" }));
        client.DefaultRequestHeaders.Authorization = new("Bearer", session.GetProperty("attributes").GetProperty("access_token").GetString());
        return client;
    }
}

internal sealed record TenantClient(WebhookHost Host, Guid Id, HttpClient Http)
{
    public async Task<(Guid Id, string Secret)> Endpoint(string url, params string[] events)
    {
        var made = await Organisation.Data(await Http.PostAsJsonAsync("/api/v1/webhooks/endpoints/create", new { url, events }));
        Assert.True(made.TryGetProperty("id", out _) && made.GetProperty("attributes").TryGetProperty("secret", out _), made.ToString());
        return (made.GetProperty("id").GetGuid(), made.GetProperty("attributes").GetProperty("secret").GetString()!);
    }

    public async Task<Guid> Account(string name) => (await Organisation.Data(await Http.PostAsJsonAsync("/api/v1/crm/accounts", new { name }))).GetProperty("id").GetGuid();

    public async Task<JsonElement> Attributes(string path) => (await Organisation.Data(await Http.GetAsync(path))).GetProperty("attributes");

    public async Task<IReadOnlyList<JsonElement>> Rows(string path) => await Organisation.Rows(Http, path);

    public Task<HttpResponseMessage> Post(string path, object? body = null) => Http.PostAsJsonAsync(path, body ?? new { });
}
