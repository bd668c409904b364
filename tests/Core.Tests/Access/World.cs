using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Ashlar.Contract.Modules;
using Ashlar.Contract.Values;
using Ashlar.Core.Access;
using Ashlar.Core.Audit;
using Ashlar.Core.Http;
using Ashlar.Core.Identity;
using Ashlar.Core.Storage;
using Ashlar.Core.Tenancy;
using Ashlar.Core.Tests.Modules;
using Ashlar.TestKit;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Ashlar.Core.Tests.Access;

/// <summary>A host with three more apps, the organisation abc-corp and people in it. Requests say by header who sends them.</summary>
public sealed class World(TestServer server) : IAsyncLifetime
{
    private readonly TestHost _host = new(server);

    /// <summary>Places where the making of a tenant fails: a schema that is somebody's already, one in which no table can be made, and a person who cannot be written.</summary>
    private const string Traps = """
        CREATE SCHEMA tenant_taken;
        CREATE FUNCTION public.test_halfway() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN
            IF EXISTS (SELECT FROM pg_event_trigger_ddl_commands() WHERE schema_name = 'tenant_halfway' AND object_type = 'table') THEN RAISE EXCEPTION 'no table can be made'; END IF;
        END $$;
        CREATE EVENT TRIGGER test_halfway ON ddl_command_end WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION public.test_halfway();
        CREATE FUNCTION public.test_trap() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'nobody can be written'; END $$;
        CREATE TRIGGER test_trap BEFORE INSERT ON public.org_users FOR EACH ROW WHEN (NEW.email LIKE 'fail@%') EXECUTE FUNCTION public.test_trap();
        """;

    public HttpClient Anonymous => _host.Client;

    internal IServiceProvider Services => _host.Services;

    internal Databases Databases => Services.GetRequiredService<Databases>();

    internal TenantDirectory Tenants => Services.GetRequiredService<TenantDirectory>();

    public HttpClient Operator { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await _host.Start(prepare: Traps, settings: new Dictionary<string, string?>(StringComparer.Ordinal) { ["ASHLAR_SETTING_CORE_BASE_DOMAIN"] = "example.test", ["ASHLAR_SETTING_MAIL_FROM_NAME"] = "From outside" }, adjust: builder => builder.Services
            .AddSingleton<IModule>(new IspApp()).AddSingleton<IModule>(new CommerceApp()).AddSingleton<IModule>(new ProjectsApp())
            .AddSingleton<IStartupFilter, SignInByHeader>());
        Operator = await Person("platform", "operator@example.test", "admin");
    }

    /// <summary>A tenant that subscribes to apps, given as module:plan.</summary>
    public async Task<Guid> Tenant(string code, params string[] subscriptions)
    {
        var made = await Operator.PostAsJsonAsync("/api/v1/platform/tenants", new { code, name = code, admin_email = $"admin@{code}.test", admin_name = "Admin" });
        Assert.Equal(HttpStatusCode.Accepted, made.StatusCode);
        var id = (await Data(made)).GetProperty("id").GetGuid();
        foreach (var subscription in subscriptions)
            await Ok(Operator.PostAsJsonAsync($"/api/v1/platform/tenants/{id}/subscribe", new { module = subscription.Split(':')[0], plan = subscription.Split(':')[1] }));
        return id;
    }

    /// <summary>Somebody who holds roles, speaking to the host.</summary>
    public async Task<HttpClient> Person(string tenant, string email, params string[] roles)
    {
        var info = await Tenants.ByCode(tenant, CancellationToken.None);
        var id = await AddMember(info!.Id, email);
        foreach (var role in roles)
            await GrantRole(info.Id, id, role);
        return As(tenant, id);
    }

    public HttpClient As(string tenant, Guid user, Guid? client = null)
    {
        var http = _host.NewClient();
        http.DefaultRequestHeaders.Add("X-Test-User", $"{user}/{tenant}/{client}");
        return http;
    }

    public static Guid IdOf(HttpClient person) => Guid.Parse(person.DefaultRequestHeaders.GetValues("X-Test-User").Single().Split('/')[0]);

    public async Task<Guid> AddMember(Guid tenant, string email)
    {
        var id = Ids.New();
        await Databases.System.Execute("INSERT INTO public.identity_users (id, email, name, created_at, updated_at) VALUES ($1, $2, $2, now(), now())", CancellationToken.None, id, email);
        await Databases.System.Execute("INSERT INTO public.org_users (tenant_id, id, name, email, status, created_at, updated_at) VALUES ($1, $2, $3, $3, 'active', now(), now())", CancellationToken.None, tenant, id, email);
        return id;
    }

    public async Task GrantRole(Guid tenant, Guid user, string role)
    {
        var rows = await Databases.System.Execute(
            "INSERT INTO public.rbac_grants (tenant_id, id, user_id, role_id, created_at, updated_at, version) SELECT $1, $2, $3, id, now(), now(), 1 FROM public.rbac_roles WHERE tenant_id = $1 AND code = $4", CancellationToken.None, tenant, Ids.New(), user, role);
        Assert.Equal(1, rows);
        Services.GetRequiredService<Invalidation>().Forget("access", tenant.ToString());
    }

    public Task<Guid> RoleId(Guid tenant, string code) => Databases.System.Scalar<Guid>("SELECT id FROM public.rbac_roles WHERE tenant_id = $1 AND code = $2", CancellationToken.None, tenant, code);

    public static async Task<JsonElement> Data(HttpResponseMessage response) => (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("data");

    public static async Task<JsonElement> Error(HttpResponseMessage response, HttpStatusCode status)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(status == response.StatusCode, $"{(int)response.StatusCode}: {text}");
        return JsonElement.Parse(text).GetProperty("error");
    }

    /// <summary>The data of an answer that must be good.</summary>
    public static async Task<JsonElement> Ok(Task<HttpResponseMessage> request)
    {
        var response = await request;
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{(int)response.StatusCode}: {text}");
        return text.Length == 0 ? default : JsonElement.Parse(text).GetProperty("data");
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();
}

/// <summary>Signs in whoever the header names, with permissions as stored.</summary>
internal sealed class SignInByHeader(TenantDirectory tenants, PermissionCache permissions) : IStartupFilter
{
    public Action<Microsoft.AspNetCore.Builder.IApplicationBuilder> Configure(Action<Microsoft.AspNetCore.Builder.IApplicationBuilder> next) => app =>
    {
        app.Use(follow => async context =>
        {
            if (!context.Request.Headers.TryGetValue("X-Test-User", out var header))
            {
                await follow(context);
                return;
            }

            var parts = header.ToString().Split('/');
            var (user, client) = (Guid.Parse(parts[0]), parts[2].Length == 0 ? (Guid?)null : Guid.Parse(parts[2]));
            var tenant = await tenants.ByCode(parts[1], CancellationToken.None);
            var caller = new Caller
            {
                UserId = user,
                Name = "Somebody",
                Tenant = tenant,
                ClientId = client,
                Permissions = tenant is null ? PermissionSet.Nothing : await permissions.Get(user, tenant, client, CancellationToken.None),
            };
            await follow(new Microsoft.AspNetCore.Http.DefaultHttpContext(new CallerFeatures(context.Features, caller)) { RequestServices = context.RequestServices });
        });
        next(app);
    };

    private sealed class CallerFeatures(Microsoft.AspNetCore.Http.Features.IFeatureCollection inner, Caller caller) : Microsoft.AspNetCore.Http.Features.IFeatureCollection
    {
        public bool IsReadOnly => inner.IsReadOnly;

        public int Revision => inner.Revision;

        public object? this[Type key]
        {
            get => inner[key];
            set => inner[key] = value;
        }

        public TFeature? Get<TFeature>() => inner.Get<TFeature>();

        public void Set<TFeature>(TFeature? instance)
        {
            if (instance is RequestContext request)
                request.Caller = caller;
            inner.Set(instance);
        }

        public IEnumerator<KeyValuePair<Type, object>> GetEnumerator() => inner.GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => inner.GetEnumerator();
    }
}
