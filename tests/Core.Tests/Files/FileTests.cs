using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using Ashlar.Core.Storage;
using Ashlar.TestKit;

namespace Ashlar.Core.Tests.Files;

/// <summary>Files in a local folder.</summary>
public sealed class LocalFileTests(FileHost host) : FileTests(host), IClassFixture<FileHost>;

/// <summary>A host whose files are in a bucket.</summary>
public sealed class S3FileHost(TestServer server) : FileHost(server)
{
    private readonly S3Server _s3 = new();

    internal bool IsThere => _s3.Address is not null;

    protected override IReadOnlyDictionary<string, string?> Settings => IsThere ? _s3.Settings : base.Settings;

    public override async ValueTask InitializeAsync()
    {
        await _s3.InitializeAsync();
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _s3.DisposeAsync();
    }
}

/// <summary>The same in a bucket.</summary>
public sealed class S3FileTests : FileTests, IClassFixture<S3FileHost>
{
    public S3FileTests(S3FileHost host)
        : base(host) => Assert.SkipUnless(host.IsThere, "s3rver is not installed in artifacts/s3rver.");
}

/// <summary>Upload, download, links and deletion, whatever the store.</summary>
public abstract class FileTests(FileHost host)
{
    private static readonly byte[] _png = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, .. new byte[200]];

    private Task<Organisation> Tenant(string code) => Organisation.Make(host.Host, $"{code}{Guid.CreateVersion7():n}"[..18]);

    [Theory]
    [InlineData(0)]
    [InlineData(65_536)]
    [InlineData(200_001)]
    [Trait("feature", "STO-01")]
    [Trait("feature", "STO-06")]
    public async Task A_file_comes_back_as_it_was_sent_and_no_row_holds_its_bytes(int size)
    {
        var tenant = await Tenant("whole");
        var content = RandomNumberGenerator.GetBytes(size);
        var file = await FileHost.Upload(tenant.Admin, content, "Übersicht 1.bin", more: "&data_class=reports");
        var (id, attributes) = (file.GetProperty("id").GetGuid(), file.GetProperty("attributes"));
        Assert.Equal("ready", attributes.GetProperty("state").GetString());
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(content)), attributes.GetProperty("sha256").GetString());
        Assert.Equal(size, attributes.GetProperty("size").GetInt64());
        Assert.False(attributes.TryGetProperty("path", out _));

        var answer = await tenant.Admin.GetAsync(FileHost.Content(id));
        Assert.Equal(content, await answer.Content.ReadAsByteArrayAsync());
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Contains("sandbox", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal("Übersicht 1.bin", answer.Content.Headers.ContentDisposition.FileNameStar);

        var stored = (await host.Stored(tenant, id))!;
        Assert.True(stored.Length > content.Length);
        Assert.True(await host.Database.Scalar<int>("SELECT pg_column_size(f.*) FROM public.files f WHERE id = $1", CancellationToken.None, id) < 2000);
        Assert.Contains("files.files.open ok", await host.Log(id));
    }

    [Theory]
    [InlineData(0L, 0L)]
    [InlineData(65_530L, 65_545L)]
    [InlineData(131_072L, null)]
    [InlineData(null, 100L)]
    public async Task A_part_of_a_file_can_be_read(long? from, long? to)
    {
        var tenant = await Tenant("part");
        var content = RandomNumberGenerator.GetBytes(150_000);
        var id = (await FileHost.Upload(tenant.Admin, content, "a.bin")).GetProperty("id").GetGuid();
        var answer = await FileHost.Part(tenant.Admin, id, from, to);
        Assert.Equal(HttpStatusCode.PartialContent, answer.StatusCode);
        var (first, last) = from is null ? (content.Length - to!.Value, content.Length - 1L) : (from.Value, to ?? content.Length - 1);
        Assert.Equal(content[(int)first..(int)(last + 1)], await answer.Content.ReadAsByteArrayAsync());
        Assert.Equal("file_range", await Organisation.Refused(await FileHost.Part(tenant.Admin, id, 150_000, null), HttpStatusCode.UnprocessableEntity));
    }

    [Fact]
    public async Task Bytes_that_were_changed_cut_off_or_exchanged_do_not_open()
    {
        var tenant = await Tenant("tamper");
        var id = (await FileHost.Upload(tenant.Admin, RandomNumberGenerator.GetBytes(200_000), "a.bin")).GetProperty("id").GetGuid();
        var sealedBytes = (await host.Stored(tenant, id))!;
        const int frame = 65_536 + 16;
        var changed = (byte[])sealedBytes.Clone();
        changed[10] ^= 1;
        byte[][] broken = [changed, sealedBytes[..frame], sealedBytes[..(3 * frame)], [.. sealedBytes[frame..(2 * frame)], .. sealedBytes[..frame], .. sealedBytes[(2 * frame)..]], [.. sealedBytes, .. sealedBytes[..frame]], []];
        foreach (var bytes in broken)
        {
            await host.Restore(tenant, id, bytes);
            Assert.False(await Opens(tenant.Admin, id), $"{bytes.Length} bytes");
        }

        await host.Restore(tenant, id, sealedBytes);
        Assert.True(await Opens(tenant.Admin, id));
    }

    [Fact]
    public async Task A_link_opens_one_file_until_it_ends()
    {
        var tenant = await Tenant("link");
        var id = (await FileHost.Upload(tenant.Admin, _png, "a.png", "image/png")).GetProperty("id").GetGuid();
        var link = await FileHost.Link(tenant.Admin, id, minutes: 30, show: true);
        using var anybody = host.Host.NewClient();
        var answer = await anybody.GetAsync(link);
        Assert.Equal(_png, await answer.Content.ReadAsByteArrayAsync());
        Assert.Equal("inline", answer.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Contains(await host.Log(id), entry => entry.StartsWith("files.files.open_link", StringComparison.Ordinal));

        var token = link[(link.LastIndexOf('/') + 1)..];
        foreach (var at in (int[])[3, 30, 45, 52, 60, 90])
            Assert.Equal(HttpStatusCode.NotFound, (await anybody.GetAsync($"/api/v1/files/links/{token[..at]}{(token[at] == 'A' ? 'B' : 'A')}{token[(at + 1)..]}")).StatusCode);
        await Organisation.Refused(await tenant.Admin.PostAsJsonAsync($"/api/v1/files/files/{id}/link", new { minutes = (7 * 24 * 60) + 1 }), HttpStatusCode.UnprocessableEntity);

        host.Time.Pass(TimeSpan.FromMinutes(31));
        Assert.Equal("file_gone", await Organisation.Refused(await anybody.GetAsync(link), HttpStatusCode.NotFound));
    }

    [Fact]
    [Trait("feature", "STO-04")]
    public async Task A_deleted_file_is_unreadable_even_when_its_bytes_come_back()
    {
        var tenant = await Tenant("gone");
        var id = (await FileHost.Upload(tenant.Admin, Encoding.UTF8.GetBytes("never again"), "a.txt", "text/plain")).GetProperty("id").GetGuid();
        var link = await FileHost.Link(tenant.Admin, id);
        var copy = (await host.Stored(tenant, id))!;
        Assert.Equal(HttpStatusCode.NoContent, (await tenant.Admin.DeleteAsync($"/api/v1/files/files/{id}")).StatusCode);
        await Eventually.True(async () => (await host.Log(id)).Any(entry => entry.StartsWith("files.files.destroyed ok", StringComparison.Ordinal)), seconds: 30);
        Assert.Null(await host.Stored(tenant, id));
        Assert.True(await host.Database.Scalar<bool>("SELECT wrapped IS NULL AND destroyed_at IS NOT NULL FROM public.files_keys WHERE file_id = $1", CancellationToken.None, id));

        // Somebody brings the bytes and the row back.
        await host.Restore(tenant, id, copy);
        Assert.Equal("file_not_restorable", await Organisation.Refused(await tenant.Admin.PostAsync($"/api/v1/files/files/{id}/restore", null), HttpStatusCode.Conflict));
        await host.Database.Execute("UPDATE public.files SET deleted_at = NULL, state = 'ready' WHERE id = $1", CancellationToken.None, id);
        Assert.Equal("file_gone", await Organisation.Refused(await tenant.Admin.GetAsync(FileHost.Content(id)), HttpStatusCode.NotFound));
        using var anybody = host.Host.NewClient();
        Assert.Equal("file_gone", await Organisation.Refused(await anybody.GetAsync(link), HttpStatusCode.NotFound));
    }

    [Fact]
    public async Task Too_large_a_file_is_refused_and_leaves_nothing()
    {
        var tenant = await Tenant("large");
        await Organisation.Data(await tenant.Admin.PutAsJsonAsync("/api/v1/settings/files.max_mb", new { value = 1 }));
        Assert.Equal("file_too_large", await Organisation.Refused(await FileHost.Send(tenant.Admin, new byte[(1024 * 1024) + 1], "a.bin"), HttpStatusCode.RequestEntityTooLarge));
        Assert.Empty(await Organisation.Rows(tenant.Admin, "/api/v1/files/files"));
        var left = new List<string>();
        await foreach (var found in host.Store.List($"{tenant.Id:n}/", CancellationToken.None))
            left.Add(found.Path);
        Assert.Empty(left);
        await FileHost.Upload(tenant.Admin, new byte[1024 * 1024], "a.bin");
    }

    [Fact]
    public async Task A_form_larger_than_other_bodies_arrives_as_a_stream()
    {
        var tenant = await Tenant("form");
        var content = RandomNumberGenerator.GetBytes(14 * 1024 * 1024);
        using var form = new MultipartFormDataContent { { new StringContent("contracts"), "data_class" }, { new ByteArrayContent(content), "file", "big.bin" } };
        var file = await Organisation.Data(await tenant.Admin.PostAsync("/api/v1/files/upload", form));
        Assert.Equal("contracts", file.GetProperty("attributes").GetProperty("data_class").GetString());
        Assert.Equal(content, await tenant.Admin.GetByteArrayAsync(FileHost.Content(file.GetProperty("id").GetGuid())));
    }

    private static async Task<bool> Opens(HttpClient client, Guid id)
    {
        try
        {
            return (await client.GetAsync(FileHost.Content(id))).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
