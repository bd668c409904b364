using System.Net.Http.Json;
using System.Text.Json;
using Ashlar.Contract.Modules;
using Ashlar.Core.Storage;
using Ashlar.Core.Tests.Access;
using Ashlar.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Ashlar.Core.Tests.Protection;

/// <summary>A host with an app whose rows hold health information, and two people: one with clearance, one without.</summary>
public sealed class Clinic(TestServer server) : IAsyncLifetime
{
    public const string Patients = "/api/v1/clinic/patients";

    private readonly TestHost _host = new(server);

    internal TestHost Host => _host;

    public Organisation Tenant { get; private set; } = null!;

    /// <summary>With the trait phi_authorized.</summary>
    public HttpClient Doctor { get; private set; } = null!;

    public HttpClient Clerk { get; private set; } = null!;

    internal T Service<T>() where T : notnull => _host.Services.GetRequiredService<T>();

    internal Databases Databases => Service<Databases>();

    public async ValueTask InitializeAsync()
    {
        await _host.Start(prepare: ClinicApp.Tables, adjust: builder => builder.Services.AddSingleton<IModule>(new ClinicApp()));
        Tenant = await Organisation.Make(_host, "mercy", apps: "clinic");
        Doctor = await Person("doctor", "phi_authorized");
        Clerk = await Person("clerk");
    }

    public async Task<HttpClient> Person(string name, params string[] traits)
    {
        var person = await Tenant.Person(name, "clinic.staff");
        await Databases.System.Execute("UPDATE public.org_users SET traits = $2 WHERE email = $1", CancellationToken.None, $"{name}@mercy.test", traits);
        Service<Invalidation>().Forget("access", "*");
        return person;
    }

    public async Task<Guid> Add(object body) => (await World.Ok(Doctor.PostAsJsonAsync(Patients, body))).GetProperty("id").GetGuid();

    public static async Task<JsonElement> Attributes(HttpClient as_, Guid id, string query = "") => (await World.Ok(as_.GetAsync($"{Patients}/{id}{query}"))).GetProperty("attributes");

    /// <summary>Entries of the log, newest last.</summary>
    internal Task<List<string>> Log(string where) => Databases.System.Query(
        $"SELECT concat_ws(' ', action, resource, resource_id, result, changes::text, reason) FROM public.audit_logs WHERE {where} ORDER BY id", row => row.GetString(0), CancellationToken.None);

    public ValueTask DisposeAsync() => _host.DisposeAsync();
}
