using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Ashlar.Core.Storage;
using Ashlar.Core.Tests.Access;

namespace Ashlar.Core.Tests.Resources;

/// <summary>What the tests of bulk, import, export and jobs say over and over.</summary>
internal static class Sales
{
    public const string Accounts = "/api/v1/crm/accounts";
    public const string Contacts = "/api/v1/crm/contacts";

    /// <summary>Somebody of a new organisation who may do everything in the CRM.</summary>
    public static async Task<HttpClient> Seller(this World world, string tenant, params string[] roles)
    {
        if (await world.Tenants.ByCode(tenant, CancellationToken.None) is null)
            await world.Tenant(tenant, "crm:enterprise");
        return await world.Person(tenant, $"{Guid.CreateVersion7():n}@{tenant}.test", roles.Length == 0 ? ["crm.admin"] : roles);
    }

    public static async Task<Guid> Add(this HttpClient http, string path, object body) => (await World.Ok(http.PostAsJsonAsync(path, body))).GetProperty("id").GetGuid();

    public static async Task<JsonElement> Bulk(this HttpClient http, object body) => await World.Ok(http.PostAsJsonAsync($"{Accounts}/bulk", body));

    public static Task<HttpResponseMessage> Send(this HttpClient http, string path, byte[] file, string name = "file.csv", params (string Name, string Value)[] parameters)
    {
        var form = new MultipartFormDataContent { { new ByteArrayContent(file), "file", name } };
        foreach (var (key, value) in parameters)
            form.Add(new StringContent(value), key);
        return http.PostAsync(path, form);
    }

    public static Task<JsonElement> Import(this HttpClient http, string csv, params (string Name, string Value)[] parameters) =>
        World.Ok(http.Send($"{Accounts}/import", Encoding.UTF8.GetBytes(csv), "file.csv", parameters));

    public static async Task<byte[]> Export(this HttpClient http, string path, string query = "")
    {
        var response = await http.GetAsync($"{path}/export?{query}");
        Assert.True(response.StatusCode == HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        return await response.Content.ReadAsByteArrayAsync();
    }

    public static async Task<int> Total(this HttpClient http, string query = "") =>
        (await http.GetFromJsonAsync<JsonElement>($"{Accounts}?limit=1&meta=total&{query}")).GetProperty("meta").GetProperty("total").GetInt32();

    public static async Task<JsonElement> Get(this HttpClient http, Guid id) => (await World.Ok(http.GetAsync($"{Accounts}/{id}"))).GetProperty("attributes");

    /// <summary>A CSV of accounts numbered from 1.</summary>
    public static string Csv(int rows, string prefix = "N") =>
        "name,number,city\n" + string.Concat(Enumerable.Range(1, rows).Select(n => $"Company {n},{prefix}{n:00000},Town {n % 7}\n"));

    /// <summary>The attributes of a job that has ended.</summary>
    public static async Task<JsonElement> Ended(this HttpClient http, Guid job)
    {
        for (var attempt = 0; attempt < 3600; attempt++)
        {
            var attributes = (await World.Ok(http.GetAsync($"/api/v1/jobs/{job}"))).GetProperty("attributes");
            if (attributes.GetProperty("state").GetString() is not ("queued" or "running"))
                return attributes;
            await Task.Delay(50);
        }

        throw new TimeoutException("The job has not ended within three minutes.");
    }

    public static async Task<Guid> JobOf(Task<HttpResponseMessage> request)
    {
        var response = await request;
        Assert.True(response.StatusCode == HttpStatusCode.Accepted, await response.Content.ReadAsStringAsync());
        var data = await World.Data(response);
        Assert.Equal($"/api/v1/jobs/{data.GetProperty("id").GetString()}", response.Headers.Location!.ToString());
        Assert.Equal("core.job", data.GetProperty("type").GetString());
        return data.GetProperty("id").GetGuid();
    }

    public static Task<long> Audited(this World world, string action, Guid? row = null) => world.Databases.System.Scalar<long>(
        "SELECT count(*) FROM public.audit_logs WHERE action = $1 AND ($2::uuid IS NULL OR resource_id = $2)", CancellationToken.None, action, new Npgsql.NpgsqlParameter { Value = (object?)row ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid });
}
