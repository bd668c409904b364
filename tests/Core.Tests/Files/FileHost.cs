using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Ashlar.Contract.Modules;
using Ashlar.Contract.Resources;
using Ashlar.Core.Files.Retention;
using Ashlar.Core.Files.Stores;
using Ashlar.Core.Modules;
using Ashlar.Core.Storage;
using Ashlar.Core.Tests.Identity;
using Ashlar.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Ashlar.Core.Tests.Files;

/// <summary>A row with a file.</summary>
internal sealed class Letter : Entity
{
    public required string Subject { get; set; }
    public Guid? Scan { get; set; }
}

internal sealed class LetterResource : IResource<Letter>
{
    public const string Table = """
        CREATE TABLE public.desk_letters (
            tenant_id uuid NOT NULL, id uuid NOT NULL, client_id uuid, subject text NOT NULL, scan uuid,
            created_at timestamptz NOT NULL, created_by uuid, updated_at timestamptz NOT NULL, updated_by uuid, version integer NOT NULL, deleted_at timestamptz, custom jsonb,
            PRIMARY KEY (tenant_id, id));
        SELECT public.protect_tenant_table('public.desk_letters');
        """;

    public void Define(ResourceBuilder<Letter> resource)
    {
        resource.InControlPlane();
        resource.Field(l => l.Scan).File();
    }
}

internal sealed class DeskModule : IModule
{
    public void Define(ModuleBuilder module) => module.Resource<Letter, LetterResource>();
}

/// <summary>A host with a part whose rows have files, a clock that tests move, and a store.</summary>
public class FileHost(TestServer server) : IAsyncLifetime
{
    internal TestHost Host { get; } = new(server);

    internal ShiftedTime Time { get; } = new();

    internal NpgsqlDataSource Database => Host.Services.GetRequiredService<Databases>().System;

    internal IFileStore Store => Host.Services.GetRequiredService<FileStores>().Current;

    protected virtual IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>(StringComparer.Ordinal);

    public virtual ValueTask InitializeAsync() => Host.Start(prepare: LetterResource.Table, settings: Settings, adjust: builder =>
    {
        builder.Services.AddCoreModule("desk", "Desk", "mail", new DeskModule());
        builder.Services.AddSingleton<TimeProvider>(Time);
    });

    public virtual ValueTask DisposeAsync() => Host.DisposeAsync();

    internal Task<int> Retain() => Host.Services.GetRequiredService<RetentionRun>().Apply(CancellationToken.None);

    internal static async Task<HttpResponseMessage> Send(HttpClient client, byte[] content, string name, string type = "application/octet-stream", string more = "")
    {
        using var body = new ByteArrayContent(content);
        body.Headers.TryAddWithoutValidation("Content-Type", type);
        return await client.PostAsync($"/api/v1/files/upload?name={Uri.EscapeDataString(name)}{more}", body);
    }

    internal static async Task<JsonElement> Upload(HttpClient client, byte[] content, string name, string type = "application/octet-stream", string more = "") =>
        await Organisation.Data(await Send(client, content, name, type, more));

    internal static string Content(Guid id) => $"/api/v1/files/files/{id}/content";

    internal static async Task<string> Link(HttpClient client, Guid id, int minutes = 60, bool show = false) =>
        (await Organisation.Data(await client.PostAsJsonAsync($"/api/v1/files/files/{id}/link", new { minutes, show }))).GetProperty("attributes").GetProperty("url").GetString()!;

    internal Task<List<string>> Log(Guid file) => Database.Query(
        "SELECT concat_ws(' ', action, result, reason, details::text) FROM public.audit_logs WHERE resource_id = $1 ORDER BY id", row => row.GetString(0), CancellationToken.None, file);

    /// <summary>The bytes as the store has them.</summary>
    internal async Task<byte[]?> Stored(Organisation tenant, Guid file)
    {
        await using var stream = await Store.Get(StorePath.Of(tenant.Id, file), 0, CancellationToken.None);
        if (stream is null)
            return null;
        var content = new MemoryStream();
        await stream.CopyToAsync(content);
        return content.ToArray();
    }

    internal Task Restore(Organisation tenant, Guid file, byte[] content) => Store.Put(StorePath.Of(tenant.Id, file), new MemoryStream(content), CancellationToken.None);

    internal static async Task<HttpResponseMessage> Part(HttpClient client, Guid id, long? from, long? to)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Content(id));
        request.Headers.Range = new RangeHeaderValue(from, to);
        return await client.SendAsync(request);
    }
}
