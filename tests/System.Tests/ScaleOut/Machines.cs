using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Ashlar.TestKit;

namespace Ashlar.System.Tests.ScaleOut;

/// <summary>Three hosts behind nginx on one PostgreSQL with a synchronous standby, as deploy/ describes it. One tenant works there.</summary>
public sealed class Machines : IAsyncLifetime
{
    private const string Password = "Quartz-Meadow-77";

    private readonly string _folder = HostProcess.NewFolder();
    private readonly string _key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
    private readonly List<HostProcess> _hosts = [];
    private Gateway? _gateway;

    public Machines() => Servers = new PostgresPair(Path.Combine(_folder, "servers"));

    internal PostgresPair Servers { get; }

    internal IReadOnlyList<HostProcess> Hosts => _hosts;

    internal Gateway Gateway => _gateway!;

    /// <summary>The administrator of the tenant, through the gateway.</summary>
    public HttpClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        if (Gateway.Program is null)
            return;
        try
        {
            await Servers.Start();
            // All at once: only one of them makes the tables, the operator and the keys.
            _hosts.AddRange(Enumerable.Range(1, 3).Select(number => Launch(number, HostProcess.FreePort())));
            await Task.WhenAll(_hosts.Select(host => host.Ready()));
            _gateway = await Gateway.Start(Path.Combine(_folder, "nginx"), _hosts.Select(host => host.Address));
            await MakeTenant();
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts hosts that have ended again, where they were.</summary>
    public async Task Heal()
    {
        for (var number = 1; number <= _hosts.Count; number++)
        {
            if (!_hosts[number - 1].HasExited)
                continue;
            var port = _hosts[number - 1].Address.Port;
            _hosts[number - 1].Dispose();
            _hosts[number - 1] = await Launch(number, port).Ready();
        }
    }

    public async Task<HttpClient> Accept(string link)
    {
        var client = Gateway.Client();
        var session = await Organisation.Data(await client.PostAsJsonAsync($"/api/v1/auth/invitations/{link[(link.IndexOf("token=", StringComparison.Ordinal) + 6)..]}/accept", new { password = Password }));
        client.DefaultRequestHeaders.Authorization = Token(session);
        return client;
    }

    public static async Task<AuthenticationHeaderValue> SignIn(HttpClient client) =>
        Token(await Organisation.Data(await client.PostAsJsonAsync("/api/v1/auth/login", new { email = "admin@scale.test", password = Password })));

    private HostProcess Launch(int number, int port) => HostProcess.Launch(Path.Combine(_folder, $"host{number}"), port, new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["ASHLAR_DATABASE"] = Servers.Database,
        ["ASHLAR_KEY"] = _key,
        ["ASHLAR_ROOT_KEY"] = _key,
        ["ASHLAR_OPERATOR_PASSWORD"] = Organisation.OperatorPassword,
        ["ASHLAR_POOL_APP"] = "10",
        ["ASHLAR_POOL_SYSTEM"] = "5",
    });

    public async Task<HttpClient> Operator()
    {
        var client = Gateway.Client();
        client.DefaultRequestHeaders.Authorization = Token(await Organisation.Data(await client.PostAsJsonAsync("/api/v1/auth/login", new { email = "operator@localhost", password = Organisation.OperatorPassword })));
        return client;
    }

    private async Task MakeTenant()
    {
        using var oper = await Operator();
        var made = await Organisation.Data(await oper.PostAsJsonAsync("/api/v1/platform/tenants", new { code = "scale", name = "Scale", admin_email = "admin@scale.test", admin_name = "Admin", apps = new[] { "crm" } }));
        // No plan's bound on accounts ends the writing early.
        await Organisation.Data(await oper.PostAsJsonAsync($"/api/v1/platform/tenants/{made.GetProperty("id").GetString()}/subscribe", new { module = "crm", plan = "enterprise" }));
        Client = await Accept(made.GetProperty("attributes").GetProperty("provisioning").GetProperty("invite_link").GetString()!);
    }

    private static AuthenticationHeaderValue Token(JsonElement session) => new("Bearer", session.GetProperty("attributes").GetProperty("access_token").GetString());

    public async ValueTask DisposeAsync()
    {
        Client?.Dispose();
        _gateway?.Dispose();
        await Task.WhenAll(_hosts.Select(host => Task.Run(host.Dispose)));
        _hosts.Clear();
        Servers.Dispose();
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }
}
