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
        ["ASHLAR_OPERATOR_PASSWORD"] = OperatorPassword,
        ["ASHLAR_SETTING_SECURITY_ACCESS_TOKEN_MINUTES"] = "15",
    };

    public async Task<IReadOnlyList<Tenant>> Prepare(int tenants, int rows)
    {
        using var client = new HttpClient { BaseAddress = product.Address };
        client.DefaultRequestHeaders.Authorization = Bearer(await Session(client, "/api/v1/auth/login", new { email = "operator@localhost", password = OperatorPassword, tenant = "platform" }));
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
