using System.Text;
using Ashlar.Core.Storage;
using Ashlar.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Ashlar.System.Tests.Cli;

[Trait("feature", "CLI-03")]
public sealed class CommandLineTests(TestHost host) : IClassFixture<TestHost>, IAsyncLifetime
{
    private const string AdminPassword = "Quartz-Meadow-77";

    private static readonly SemaphoreSlim _once = new(1);
    private static bool _made;

    private CommandLine _cli = null!;

    public async ValueTask InitializeAsync()
    {
        await _once.WaitAsync();
        if (!_made)
            await Organisation.Make(host, "acme", apps: "crm");
        _made = true;
        _once.Release();
        _cli = new CommandLine(host.Address);
    }

    public ValueTask DisposeAsync()
    {
        _cli.Dispose();
        return ValueTask.CompletedTask;
    }

    private Task<CommandLine> Admin() => _cli.SignIn("admin@acme.test", AdminPassword);

    private Task<CommandLine> Operator() => _cli.SignIn("operator@localhost", Organisation.OperatorPassword);

    [Fact]
    public async Task Signing_in_is_remembered_in_a_file_only_its_owner_reads()
    {
        await Admin();

        var me = (await _cli.Run("whoami", "--json")).Ok().Json;
        Assert.Equal("admin@acme.test", (string)me["user"]!["email"]!);
        Assert.Equal("acme", (string)me["tenant"]!["code"]!);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_cli.Folder, "profiles.json")));
    }

    [Fact]
    public async Task A_wrong_password_ends_with_4_and_a_json_error_on_the_output()
    {
        var ran = await _cli.Run(new Dictionary<string, string>(StringComparer.Ordinal) { ["ASHLAR_PASSWORD"] = "wrong" }, "login", "admin@acme.test", "--json");

        Assert.Equal(4, ran.Exit);
        Assert.Equal("invalid_credentials", (string)ran.Json["error"]!["code"]!);
        Assert.Empty(ran.Errors);
    }

    [Fact]
    public async Task Whoever_is_not_signed_in_is_told_how_to()
    {
        var ran = await _cli.Run("whoami");

        Assert.Equal(4, ran.Exit);
        Assert.Contains("ashlar login", ran.Errors, StringComparison.Ordinal);
        Assert.Empty(ran.Output);
    }

    [Fact]
    public async Task Signing_out_ends_the_session_and_forgets_it()
    {
        await Admin();
        (await _cli.Run("logout")).Ok();

        Assert.Equal(4, (await _cli.Run("whoami")).Exit);
    }

    [Theory]
    [InlineData(2, "list")]
    [InlineData(2, "nonsense")]
    [InlineData(2, "list", "accounts")]
    [InlineData(2, "whoami", "--output", "xml")]
    [InlineData(3, "get", "crm.accounts", "01980a3c-5d10-7c44-9f2e-6f1d2b3c4d5e")]
    [InlineData(3, "list", "crm.nothing")]
    [InlineData(6, "create", "crm.accounts")]
    [InlineData(6, "create", "crm.accounts", "name=A", "colour=blue")]
    [InlineData(2, "delete", "crm.accounts", "01980a3c-5d10-7c44-9f2e-6f1d2b3c4d5e")]
    public async Task The_exit_code_tells_what_was_wrong(int exit, params string[] arguments)
    {
        await Admin();

        var ran = await _cli.Run([.. arguments, "--json"]);

        Assert.Equal(exit, ran.Exit);
        Assert.NotNull(ran.Json["error"]!["message"]);
    }

    [Fact]
    public async Task A_host_that_does_not_answer_ends_with_8()
    {
        var ran = await _cli.Run("health", "--url", "http://127.0.0.1:9", "--json");

        Assert.Equal(8, ran.Exit);
        Assert.Equal("unreachable", (string)ran.Json["error"]!["code"]!);
    }

    [Fact]
    public async Task A_value_that_is_taken_ends_with_5()
    {
        await Admin();
        (await _cli.Run("create", "crm.accounts", "name=First", "number=K-1")).Ok();

        Assert.Equal(5, (await _cli.Run("create", "crm.accounts", "name=Second", "number=K-1")).Exit);
    }

    [Fact]
    public async Task A_row_is_made_found_changed_and_deleted()
    {
        await Admin();
        var id = (string)(await _cli.Run("create", "crm.accounts", "name=Müller & Söhne", "--json")).Ok().Json["id"]!;

        (await _cli.Run("update", "crm.accounts", id, "status=active")).Ok();
        var found = (await _cli.Run("list", "crm.accounts", "--filter", "name[icontains]=müller", "--json")).Ok().Json.AsArray();
        Assert.Equal("active", (string)Assert.Single(found)!["attributes"]!["status"]!);
        (await _cli.Run("delete", "crm.accounts", id, "--yes")).Ok();

        Assert.Equal(3, (await _cli.Run("get", "crm.accounts", id)).Exit);
    }

    [Fact]
    public async Task A_dry_run_tells_what_it_would_send_and_sends_nothing()
    {
        await Admin();

        var told = (await _cli.Run("create", "crm.accounts", "name=Never", "--dry-run", "--json")).Ok().Json;
        Assert.Equal("POST", (string)told["method"]!);
        Assert.Equal("Never", (string)told["body"]!["name"]!);

        Assert.Empty((await _cli.Run("list", "crm.accounts", "--filter", "name=Never", "--json")).Ok().Json.AsArray());
    }

    [Theory]
    [InlineData("table", "Forms")]
    [InlineData("csv", "name,status")]
    [InlineData("yaml", "name: Forms")]
    public async Task Data_comes_in_the_form_that_is_asked_for(string format, string expected)
    {
        await Admin();
        (await _cli.Run("create", "crm.accounts", $"name=Forms {format}")).Ok();

        var ran = (await _cli.Run("list", "crm.accounts", "--filter", $"name=Forms {format}", "--fields", "name,status", "--output", format)).Ok();

        Assert.Contains(expected, ran.Output, StringComparison.Ordinal);
        Assert.Empty(ran.Errors);
    }

    [Fact]
    public async Task The_operator_makes_shows_suspends_and_reactivates_a_tenant()
    {
        await Operator();
        (await _cli.Run("tenant", "create", "globex", "--name", "Globex", "--admin-email", "admin@globex.test", "--admin-name", "Ada", "--app", "crm")).Ok();

        (await _cli.Run("tenant", "suspend", "globex", "--reason", "unpaid", "--yes")).Ok();
        Assert.Equal("suspended", (string)(await _cli.Run("tenant", "show", "globex", "--json")).Ok().Json["attributes"]!["status"]!);
        (await _cli.Run("tenant", "reactivate", "globex")).Ok();

        Assert.Equal("active", (string)(await _cli.Run("tenant", "show", "globex", "--json")).Ok().Json["attributes"]!["status"]!);
    }

    [Fact]
    public async Task What_an_administrator_does_here_is_in_the_audit_log_as_everything_is()
    {
        await Admin();
        var id = (string)(await _cli.Run("create", "crm.accounts", "name=Audited", "--json")).Ok().Json["id"]!;

        var entries = (await _cli.Run("list", "audit.entries", "--filter", $"resource_id={id}", "--json")).Ok().Json.AsArray();

        Assert.Equal("crm.accounts.create", (string)Assert.Single(entries)!["attributes"]!["action"]!);
    }

    [Fact]
    public async Task Only_the_operator_reaches_tenants()
    {
        await Admin();

        Assert.Equal(4, (await _cli.Run("tenant", "list")).Exit);
    }

    [Fact]
    public async Task People_are_invited_given_roles_and_disabled()
    {
        await Admin();
        var role = (string)(await _cli.Run("role", "list", "--json")).Ok().Json.AsArray()[0]!["attributes"]!["code"]!;
        (await _cli.Run("user", "invite", "grace@acme.test", "--name", "Grace")).Ok();

        (await _cli.Run("role", "grant", role, "grace@acme.test")).Ok();
        (await _cli.Run("role", "revoke", role, "grace@acme.test", "--yes")).Ok();
        (await _cli.Run("user", "disable", "grace@acme.test", "--yes")).Ok();

        var users = (await _cli.Run("list", "org.users", "--filter", "email=grace@acme.test", "--json")).Ok().Json.AsArray();
        Assert.Equal("disabled", (string)Assert.Single(users)!["attributes"]!["status"]!);
    }

    [Fact]
    [Trait("feature", "MFA-01")]
    public async Task What_asks_for_a_fresh_proof_is_refused_until_it_is_given()
    {
        await Admin();
        (await _cli.Run("secret", "set", "proof", "--value", "hidden")).Ok();
        await host.Services.GetRequiredService<Databases>().System.Execute("UPDATE public.identity_sessions SET proved_at = proved_at - interval '1 hour'", CancellationToken.None);

        // The host hears of the change a moment later.
        Ran refused;
        for (var attempt = 0; (refused = await _cli.Run("secret", "reveal", "proof", "--reason", "look", "--json")).Exit == 0 && attempt < 60; attempt++)
            await Task.Delay(100);
        Assert.Equal((4, "step_up_required"), (refused.Exit, (string)refused.Json["error"]!["code"]!));
        var password = new Dictionary<string, string>(StringComparer.Ordinal) { ["ASHLAR_PASSWORD"] = AdminPassword };
        Assert.Contains("hidden", (await _cli.Run(password, "secret", "reveal", "proof", "--reason", "look", "--json")).Ok().Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_setting_is_explained_layer_by_layer()
    {
        await Admin();
        var key = (string)(await _cli.Run("config", "list", "--json")).Ok().Json.AsArray()[0]!["id"]!;

        Assert.NotEmpty((await _cli.Run("config", "explain", key, "--json")).Ok().Json["layers"]!.AsArray());
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    [InlineData("pwsh")]
    public async Task Shells_get_their_completion(string shell) => Assert.Contains("suggest", (await _cli.Run("completion", shell)).Ok().Output, StringComparison.Ordinal);

    [Fact]
    public async Task Completion_knows_the_verbs_of_a_noun() => Assert.Contains("suspend", (await _cli.Run("[suggest:14]", "ashlar tenant ")).Ok().Output, StringComparison.Ordinal);

    [Fact]
    public async Task A_file_is_imported_checked_first_and_changed_by_a_key()
    {
        await Admin();
        var file = _cli.Write("accounts.csv", "Company,Nr\nImport One,I-1\nImport Two,I-2\n");
        string[] import = ["import", "crm.accounts", file, "--map", "Company=name", "--map", "Nr=number", "--json"];

        Assert.Equal(2, (int)(await _cli.Run([.. import, "--dry-run"])).Ok().Json["total"]!);
        Assert.Empty((await _cli.Run("list", "crm.accounts", "--filter", "number=I-1", "--json")).Ok().Json.AsArray());
        Assert.Equal(2, (int)(await _cli.Run(import)).Ok().Json["created"]!);
        _cli.Write("accounts.csv", "Company,Nr\nImport One,I-1\nRenamed,I-2\nImport Three,I-3\n");
        var again = (await _cli.Run([.. import, "--upsert", "number"])).Ok().Json;
        Assert.Equal((1, 1, 1), ((int)again["created"]!, (int)again["updated"]!, (int)again["skipped"]!));
    }

    [Fact]
    public async Task More_rows_than_fit_a_request_become_a_job_that_is_waited_for()
    {
        await Admin();
        var text = new StringBuilder("name\n");
        for (var row = 0; row < 600; row++)
            text.Append("Waited ").Append(row).Append('\n');

        var job = (await _cli.Run("import", "crm.accounts", _cli.Write("many.csv", text.ToString()), "--wait", "--json")).Ok().Json;

        Assert.Equal("succeeded", (string)job["attributes"]!["state"]!);
        Assert.Equal(600, (int)job["attributes"]!["result"]!["created"]!);
    }

    [Fact]
    public async Task What_was_imported_is_exported()
    {
        await Admin();
        (await _cli.Run("create", "crm.accounts", "name=Exported, Inc.")).Ok();

        var csv = (await _cli.Run("export", "crm.accounts", "--filter", "name=Exported, Inc.", "--fields", "name")).Ok().Output;

        Assert.Contains("\"Exported, Inc.\"", csv, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_91_customers_of_northwind_come_in_whole()
    {
        var file = Path.GetFullPath(Path.Combine(Folders.Repository, "..", "shared", "data", "northwind", "customers.csv"));
        Assert.SkipUnless(File.Exists(file), "The northwind files are not beside the repository.");
        await Admin();

        var report = (await _cli.Run(
            "import", "crm.accounts", file, "--json", "--map", "customerID=number", "--map", "companyName=name", "--map", "contactName=contact_name", "--map", "contactTitle=contact_title",
            "--map", "address=street", "--map", "city=city", "--map", "region=region", "--map", "postalCode=postal_code", "--map", "country=country", "--map", "phone=phone", "--map", "fax=fax")).Ok().Json;

        Assert.Equal(91, (int)report["created"]!);
    }
}
