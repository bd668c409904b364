using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;

namespace Ashlar.Bench;

/// <summary>The product with its tenants, one person who belongs to all of them, and a million-row kind of table behind them.</summary>
internal sealed class Installation(Target product, string database)
{
    private const string OperatorPassword = "Operator-For-Bench-1";
    private const string Password = "Quartz-Meadow-77";

    internal sealed record Tenant(Guid Id, string Token, IReadOnlyList<Guid> Rows);

    public static IReadOnlyDictionary<string, string> Environment(string data, string database) => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["ASHLAR_DATA"] = data,
        ["ASHLAR_DATABASE"] = database,
        ["ASHLAR_DEMO"] = "0",
        // A few people send thousands of requests a second; the limits stay on and count them all.
        ["Limits__Scale"] = "100000",
        ["ASHLAR_OPERATOR_PASSWORD"] = OperatorPassword,
        ["ASHLAR_SETTING_AUTH_MFA"] = "off",
    };

    public static async Task<AuthenticationHeaderValue> Operator(HttpClient client) => Bearer(await Session(client, "/api/v1/auth/login", new { email = "operator@localhost", password = OperatorPassword, tenant = "platform" }));

    /// <summary>Many tenants with a member of their own each, as an import would leave them: what decides their permissions is stored like anybody's.</summary>
    public async Task<IReadOnlyList<Guid>> Members(int tenants)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand($"""
            WITH made AS (
                INSERT INTO public.tenants (id, code, name, status) SELECT gen_random_uuid(), 'bench-' || n, 'Bench ' || n, 'active' FROM generate_series(1, {tenants}) n RETURNING id, code
            ), sold AS (
                INSERT INTO public.subscriptions (tenant_id, module, plan, status) SELECT id, 'crm', 'enterprise', 'active' FROM made
            ), people AS (
                INSERT INTO public.identity_users (id, email, name, created_at, updated_at) SELECT gen_random_uuid(), code || '@example.test', code, now(), now() FROM made RETURNING id, name
            ), members AS (
                INSERT INTO public.org_users (tenant_id, id, name, email, status, created_at, updated_at) SELECT m.id, p.id, p.name, p.name || '@example.test', 'active', now(), now() FROM made m JOIN people p ON p.name = m.code
            ), granted AS (
                INSERT INTO public.rbac_grants (tenant_id, id, user_id, permission, created_at, updated_at, version)
                SELECT m.id, gen_random_uuid(), p.id, code.text, now(), now(), 1 FROM made m JOIN people p ON p.name = m.code, unnest(ARRAY['org:users:read', 'crm:*:read', 'crm:accounts:*']) AS code (text)
            )
            SELECT id FROM people
            """);
        await using var reader = await command.ExecuteReaderAsync();
        var ids = new List<Guid>();
        while (await reader.ReadAsync())
            ids.Add(reader.GetGuid(0));
        return ids;
    }

    public async Task<IReadOnlyList<Tenant>> Prepare(int tenants, int rows)
    {
        using var client = new HttpClient { BaseAddress = product.Address };
        client.DefaultRequestHeaders.Authorization = await Operator(client);
        for (var i = 0; i < tenants; i++)
        {
            var made = await Data(await client.PostAsJsonAsync("/api/v1/platform/tenants", new { code = $"bench-{i}", name = $"Bench {i}", isolation = "shared", admin_email = "operator@localhost", admin_name = "Operator", apps = new[] { "crm" } }));
            var attributes = made.GetProperty("attributes");
            await Data(await client.PostAsJsonAsync($"/api/v1/platform/tenants/{made.GetProperty("id").GetString()}/subscribe", new { module = "crm", plan = "enterprise" }));
            if (attributes.GetProperty("provisioning").TryGetProperty("invite_link", out var link) && link.GetString() is { } text)
                await client.PostAsJsonAsync($"/api/v1/auth/invitations/{text[(text.IndexOf("token=", StringComparison.Ordinal) + 6)..]}/accept", new { password = Password });
        }

        await Fill(rows);
        var prepared = new List<Tenant>();
        for (var i = 0; i < tenants; i++)
        {
            var session = await Session(client, "/api/v1/auth/login", new { email = "operator@localhost", password = OperatorPassword, tenant = $"bench-{i}" });
            var attributes = session.GetProperty("attributes");
            var id = attributes.GetProperty("tenant").GetProperty("id").GetGuid();
            prepared.Add(new Tenant(id, attributes.GetProperty("access_token").GetString()!, await Ids(id)));
        }

        return prepared;
    }

    /// <summary>Rows as an import would leave them, for all tenants at once.</summary>
    private async Task Fill(int rows)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand($"""
            INSERT INTO shared.crm_accounts (tenant_id, id, name, number, status, city, phone, email, country, tags, created_at, updated_at, version)
            SELECT t.id, gen_random_uuid(), 'Account ' || n, 'N' || n, (ARRAY['prospect', 'active', 'inactive'])[1 + n % 3], (ARRAY['Berlin', 'Bremen', 'Hamburg', 'Kiel'])[1 + n % 4],
                   '030 ' || (100000 + n), 'account' || n || '@example.test', 'Germany', ARRAY['bench'], now() - n * interval '1 minute', now(), 1
            FROM public.tenants t, generate_series(1, {rows}) n WHERE t.code LIKE 'bench-%'
            """);
        command.CommandTimeout = 600;
        await command.ExecuteNonQueryAsync();
        await using var analyze = source.CreateCommand("VACUUM ANALYZE shared.crm_accounts");
        analyze.CommandTimeout = 600;
        await analyze.ExecuteNonQueryAsync();
    }

    private async Task<IReadOnlyList<Guid>> Ids(Guid tenant)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand("SELECT id FROM shared.crm_accounts WHERE tenant_id = $1 LIMIT 20");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = tenant });
        await using var reader = await command.ExecuteReaderAsync();
        var ids = new List<Guid>();
        while (await reader.ReadAsync())
            ids.Add(reader.GetGuid(0));
        return ids;
    }

    private static async Task<JsonElement> Session(HttpClient client, string path, object body) => await Data(await client.PostAsJsonAsync(path, body));

    private static AuthenticationHeaderValue Bearer(JsonElement session) => new("Bearer", session.GetProperty("attributes").GetProperty("access_token").GetString());

    private static async Task<JsonElement> Data(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode ? JsonElement.Parse(text).GetProperty("data") : throw new InvalidOperationException($"{(int)response.StatusCode} {response.RequestMessage?.RequestUri}: {text}");
    }
}
