using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace Ashlar.Bench;

/// <summary>The baseline: Kestrel and Npgsql with prepared statements on the same table, and no check of any kind.</summary>
internal static class BareServer
{
    private const string Columns = """
        id, client_id, created_at, created_by, updated_at, updated_by, version, custom::text, name, number, status, industry, owner_id, parent_id, annual_revenue_amount, annual_revenue_currency,
        website, email, phone, fax, contact_name, contact_title, street, postal_code, city, region, country, employees::bigint, tags, notes, merged_into_id
        """;

    public static async Task Run(string database, string url)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(url);
        var app = builder.Build();
        var settings = new NpgsqlConnectionStringBuilder(database) { MaxPoolSize = 20, MaxAutoPrepare = 50, AutoPrepareMinUsages = 1, SearchPath = "shared", NoResetOnClose = true };
        await using var source = NpgsqlDataSource.Create(settings.ConnectionString);

        app.MapGet("/{tenant}/accounts/{id}", (HttpContext context, Guid tenant, Guid id) => One(context, source, tenant, id));
        app.MapGet("/{tenant}/accounts", (HttpContext context, Guid tenant) => Many(context, source, tenant));
        app.MapPost("/{tenant}/accounts", (HttpContext context, Guid tenant) => Create(context, source, tenant));
        app.MapPatch("/{tenant}/accounts/{id}", (HttpContext context, Guid tenant, Guid id) => Patch(context, source, tenant, id));
        await app.RunAsync();
    }

    private static async Task One(HttpContext context, NpgsqlDataSource source, Guid tenant, Guid id)
    {
        await using var command = source.CreateCommand($"SELECT {Columns} FROM crm_accounts WHERE tenant_id = $1 AND id = $2 AND deleted_at IS NULL");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = tenant });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        await Answer(context, command);
    }

    private static async Task Many(HttpContext context, NpgsqlDataSource source, Guid tenant)
    {
        await using var command = source.CreateCommand($"SELECT {Columns} FROM crm_accounts WHERE tenant_id = $1 AND status = $2 AND deleted_at IS NULL ORDER BY created_at DESC, id DESC LIMIT 25");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = tenant });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = context.Request.Query["status"].ToString() });
        await Answer(context, command);
    }

    private static async Task Create(HttpContext context, NpgsqlDataSource source, Guid tenant)
    {
        using var body = await JsonDocument.ParseAsync(context.Request.Body);
        await using var command = source.CreateCommand($"INSERT INTO crm_accounts (tenant_id, id, created_at, updated_at, version, name, status, phone, city, email) VALUES ($1, $2, $3, $3, 1, $4, $5, $6, $7, $8) RETURNING {Columns}");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = tenant });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = Guid.CreateVersion7() });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = TimeProvider.System.GetUtcNow().UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        foreach (var name in new[] { "name", "status", "phone", "city", "email" })
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = body.RootElement.GetProperty(name).GetString()! });
        context.Response.StatusCode = StatusCodes.Status201Created;
        await Answer(context, command);
    }

    private static async Task Patch(HttpContext context, NpgsqlDataSource source, Guid tenant, Guid id)
    {
        using var body = await JsonDocument.ParseAsync(context.Request.Body);
        await using var command = source.CreateCommand($"UPDATE crm_accounts SET city = $3, updated_at = $4, version = version + 1 WHERE tenant_id = $1 AND id = $2 AND deleted_at IS NULL RETURNING {Columns}");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = tenant });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = body.RootElement.GetProperty("city").GetString()! });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = TimeProvider.System.GetUtcNow().UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        await Answer(context, command);
    }

    private static async Task Answer(HttpContext context, NpgsqlCommand command)
    {
        context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        await using var reader = await command.ExecuteReaderAsync();
        json.WriteStartObject();
        json.WriteStartArray("data"u8);
        while (await reader.ReadAsync())
        {
            json.WriteStartObject();
            for (var i = 0; i < reader.FieldCount; i++)
                Write(json, reader, i);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        await json.FlushAsync();
    }

    private static void Write(Utf8JsonWriter json, NpgsqlDataReader reader, int ordinal)
    {
        json.WritePropertyName(reader.GetName(ordinal));
        if (reader.IsDBNull(ordinal))
        {
            json.WriteNullValue();
            return;
        }

        var type = reader.GetFieldType(ordinal);
        if (type == typeof(Guid))
            json.WriteStringValue(reader.GetGuid(ordinal));
        else if (type == typeof(DateTime))
            json.WriteStringValue(reader.GetDateTime(ordinal));
        else if (type == typeof(int))
            json.WriteNumberValue(reader.GetInt32(ordinal));
        else if (type == typeof(long))
            json.WriteNumberValue(reader.GetInt64(ordinal));
        else if (type == typeof(decimal))
            json.WriteNumberValue(reader.GetDecimal(ordinal));
        else if (type == typeof(string[]) || type == typeof(Array))
            Tags(json, reader.GetFieldValue<string[]>(ordinal));
        else
            json.WriteStringValue(reader.GetString(ordinal));
    }

    private static void Tags(Utf8JsonWriter json, string[] tags)
    {
        json.WriteStartArray();
        foreach (var tag in tags)
            json.WriteStringValue(tag);
        json.WriteEndArray();
    }
}
