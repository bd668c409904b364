using System.Net;
using System.Net.Http.Json;
using System.Text;
using Ashlar.Core.Files.Names;
using Ashlar.TestKit;

namespace Ashlar.Core.Tests.Files;

/// <summary>What may come in, who may open it, and where it may hang.</summary>
public sealed class FileRuleTests(FileHost host) : IClassFixture<FileHost>
{
    private static readonly byte[] _png = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, .. new byte[200]];

    private Task<Organisation> Tenant(string code) => Organisation.Make(host.Host, $"{code}{Guid.CreateVersion7():n}"[..18]);

    [Theory]
    [InlineData("../secret.txt")]
    [InlineData("..")]
    [InlineData("a/b.txt")]
    [InlineData("a\\b.txt")]
    [InlineData("/etc/passwd")]
    [InlineData("C:a.txt")]
    [InlineData("a\0.txt")]
    [InlineData("a\r\nX-Evil: 1")]
    [InlineData("CON")]
    [InlineData("nul.txt")]
    [InlineData("lpt1.tar.gz")]
    [InlineData("name.")]
    [InlineData("invoice\u202Efdp.exe")]
    [InlineData(" ")]
    [InlineData("")]
    [Trait("feature", "STO-05")]
    public async Task Names_that_are_dangerous_somewhere_are_refused(string name)
    {
        var tenant = await Tenant("names");
        Assert.Equal("file_name", await Organisation.Refused(await FileHost.Send(tenant.Admin, [1], name), HttpStatusCode.UnprocessableEntity));
        Assert.Empty(await Organisation.Rows(tenant.Admin, "/api/v1/files/files"));
    }

    [Theory]
    [InlineData("Bericht (2).pdf")]
    [InlineData("console.txt")]
    [InlineData(".gitignore")]
    [InlineData("日本語.txt")]
    public void Ordinary_names_stay(string name) => Assert.Equal(name, FileNames.Check(name).Value);

    [Fact]
    public async Task A_type_that_the_content_disproves_is_refused_and_a_vague_one_is_replaced()
    {
        var tenant = await Tenant("types");
        Assert.Equal("file_type_mismatch", await Organisation.Refused(await FileHost.Send(tenant.Admin, "<html><script>alert(1)</script>"u8.ToArray(), "a.png", "image/png"), HttpStatusCode.UnsupportedMediaType));
        Assert.Equal("file_type_mismatch", await Organisation.Refused(await FileHost.Send(tenant.Admin, _png, "a.pdf", "application/pdf"), HttpStatusCode.UnsupportedMediaType));
        Assert.Equal("image/png", Type(await FileHost.Upload(tenant.Admin, _png, "a.bin")));
        Assert.Equal("image/svg+xml", Type(await FileHost.Upload(tenant.Admin, "<svg xmlns='http://www.w3.org/2000/svg'/>"u8.ToArray(), "a.txt", "text/plain")));
        Assert.Equal("text/plain", Type(await FileHost.Upload(tenant.Admin, "MZ is how this letter begins"u8.ToArray(), "a.txt")));
        Assert.Equal("application/vnd.openxmlformats-officedocument.wordprocessingml.document", Type(await FileHost.Upload(tenant.Admin, [0x50, 0x4B, 3, 4, 0, 0], "a.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document")));
    }

    [Theory]
    [InlineData("<!doctype html><script>alert(1)</script>", "text/html")]
    [InlineData("<svg onload=alert(1)>", "image/svg+xml")]
    [InlineData("<?xml version='1.0'?><a/>", "application/xml")]
    public async Task What_could_run_scripts_is_only_ever_saved(string content, string type)
    {
        var tenant = await Tenant("active");
        var id = (await FileHost.Upload(tenant.Admin, Encoding.UTF8.GetBytes(content), "a.html", type)).GetProperty("id").GetGuid();
        foreach (var address in (string[])[$"{FileHost.Content(id)}?show=1", await FileHost.Link(tenant.Admin, id, show: true)])
        {
            var answer = await tenant.Admin.GetAsync(address);
            Assert.Equal("attachment", answer.Content.Headers.ContentDisposition!.DispositionType);
            Assert.Contains("sandbox", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
            Assert.NotEqual("text/html", answer.Content.Headers.ContentType!.MediaType);
        }
    }

    [Fact]
    public async Task Nobody_opens_the_files_of_another_organisation_or_without_permission()
    {
        var (mine, other) = (await Tenant("mine"), await Tenant("other"));
        var id = (await FileHost.Upload(mine.Admin, _png, "a.png")).GetProperty("id").GetGuid();
        Assert.Equal("file_gone", await Organisation.Refused(await other.Admin.GetAsync(FileHost.Content(id)), HttpStatusCode.NotFound));
        await Organisation.Refused(await other.Admin.GetAsync($"/api/v1/files/files/{id}"), HttpStatusCode.NotFound);
        await Organisation.Refused(await other.Admin.PostAsJsonAsync($"/api/v1/files/files/{id}/link", new { }), HttpStatusCode.NotFound);
        await Organisation.Refused(await other.Admin.DeleteAsync($"/api/v1/files/files/{id}"), HttpStatusCode.NotFound);
        await Organisation.Data(await mine.Admin.PostAsJsonAsync("/api/v1/rbac/roles", new { code = "writer", name = "Writer", allow = new[] { "desk:letters:*" } }));
        var writer = await mine.Person("writer", "writer");
        Assert.Equal("permission_denied", await Organisation.Refused(await writer.GetAsync(FileHost.Content(id)), HttpStatusCode.Forbidden));
        Assert.Equal("permission_denied", await Organisation.Refused(await FileHost.Send(writer, _png, "b.png"), HttpStatusCode.Forbidden));
        using var anybody = host.Host.NewClient();
        await Organisation.Refused(await anybody.GetAsync(FileHost.Content(id)), HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Who_reads_a_row_opens_its_file_and_nobody_attaches_one_he_may_not_open()
    {
        var (mine, other) = (await Tenant("rows"), await Tenant("strange"));
        await Organisation.Data(await mine.Admin.PostAsJsonAsync("/api/v1/rbac/roles", new { code = "clerk", name = "Clerk", allow = new[] { "desk:letters:*", "files:files:create" } }));
        await Organisation.Data(await mine.Admin.PostAsJsonAsync("/api/v1/rbac/roles", new { code = "reader", name = "Reader", allow = new[] { "desk:letters:read" } }));
        var (clerk, reader) = (await mine.Person("clerk", "clerk"), await mine.Person("reader", "reader"));
        var own = (await FileHost.Upload(clerk, _png, "own.png")).GetProperty("id").GetGuid();
        var secret = (await FileHost.Upload(mine.Admin, _png, "secret.png")).GetProperty("id").GetGuid();
        var foreign = (await FileHost.Upload(other.Admin, _png, "foreign.png")).GetProperty("id").GetGuid();

        var letter = (await Organisation.Data(await clerk.PostAsJsonAsync("/api/v1/desk/letters", new { subject = "With scan", scan = own }))).GetProperty("id").GetGuid();
        foreach (var (caller, file) in ((HttpClient, Guid)[])[(clerk, secret), (clerk, foreign), (mine.Admin, foreign), (clerk, Guid.CreateVersion7())])
        {
            Assert.Equal("validation", await Organisation.Refused(await caller.PostAsJsonAsync("/api/v1/desk/letters", new { subject = "No", scan = file }), HttpStatusCode.UnprocessableEntity));
            await Organisation.Refused(await caller.PatchAsJsonAsync($"/api/v1/desk/letters/{letter}", new { scan = file }), HttpStatusCode.UnprocessableEntity);
        }

        await Organisation.Data(await mine.Admin.PostAsJsonAsync("/api/v1/desk/letters", new { subject = "Of another", scan = own }));
        Assert.Equal(_png, await reader.GetByteArrayAsync($"/api/v1/files/rows/desk/letters/{letter}/scan"));
        await Organisation.Refused(await reader.GetAsync(FileHost.Content(own)), HttpStatusCode.Forbidden);
        await Organisation.Refused(await other.Admin.GetAsync($"/api/v1/files/rows/desk/letters/{letter}/scan"), HttpStatusCode.NotFound);
        await Organisation.Refused(await reader.GetAsync($"/api/v1/files/rows/desk/letters/{letter}/subject"), HttpStatusCode.NotFound);
        await Organisation.Refused(await reader.GetAsync($"/api/v1/files/rows/desk/folders/{letter}/scan"), HttpStatusCode.NotFound);

        Assert.Equal(HttpStatusCode.NoContent, (await mine.Admin.DeleteAsync($"/api/v1/files/files/{own}")).StatusCode);
        Assert.Equal("file_gone", await Organisation.Refused(await reader.GetAsync($"/api/v1/files/rows/desk/letters/{letter}/scan"), HttpStatusCode.NotFound));
        await Organisation.Refused(await clerk.PostAsJsonAsync("/api/v1/desk/letters", new { subject = "Deleted", scan = own }), HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task Whoever_may_write_a_row_brings_the_file_for_its_field_and_its_readers_see_what_it_is()
    {
        var mine = await Tenant("bring");
        await Organisation.Data(await mine.Admin.PostAsJsonAsync("/api/v1/rbac/roles", new { code = "writer", name = "Writer", allow = new[] { "desk:letters:read", "desk:letters:create" } }));
        await Organisation.Data(await mine.Admin.PostAsJsonAsync("/api/v1/rbac/roles", new { code = "reader", name = "Reader", allow = new[] { "desk:letters:read" } }));
        var (writer, reader) = (await mine.Person("writer", "writer"), await mine.Person("reader", "reader"));
        var brought = await Organisation.Data(await Bring(writer, "scan"));
        Assert.Equal("ready", brought.GetProperty("attributes").GetProperty("state").GetString());
        var file = brought.GetProperty("id").GetGuid();
        var letter = (await Organisation.Data(await writer.PostAsJsonAsync("/api/v1/desk/letters", new { subject = "Brought", scan = file }))).GetProperty("id").GetGuid();

        var page = System.Text.Json.JsonElement.Parse(await reader.GetStringAsync("/api/v1/desk/letters?include=scan"));
        var included = page.GetProperty("included").EnumerateArray().Single();
        Assert.Equal((file, "files.file"), (included.GetProperty("id").GetGuid(), included.GetProperty("type").GetString()));
        Assert.Equal(("brought.png", "image/png", "ready"), (included.GetProperty("attributes").GetProperty("name").GetString(), Type(included), included.GetProperty("attributes").GetProperty("state").GetString()));
        Assert.Equal(_png, await reader.GetByteArrayAsync($"/api/v1/files/rows/desk/letters/{letter}/scan"));

        Assert.Equal("permission_denied", await Organisation.Refused(await Bring(reader, "scan"), HttpStatusCode.Forbidden));
        await Organisation.Refused(await Bring(writer, "subject"), HttpStatusCode.NotFound);
        await Organisation.Refused(await writer.GetAsync("/api/v1/files/files"), HttpStatusCode.Forbidden);
    }

    private static async Task<HttpResponseMessage> Bring(HttpClient client, string field)
    {
        using var body = new ByteArrayContent(_png);
        return await client.PostAsync($"/api/v1/files/rows/desk/letters/{field}?name=brought.png", body);
    }

    private static string? Type(System.Text.Json.JsonElement file) => file.GetProperty("attributes").GetProperty("media_type").GetString();
}
