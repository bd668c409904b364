using System.Net.Http.Json;
using System.Text.Json;
using Ashlar.Core.Identity.Factors.Codes;
using Ashlar.Core.Storage;
using Ashlar.TestKit;

namespace Ashlar.System.Tests.Attacks.Surface;

/// <summary>Steps of writes about people, their sessions and their factors.</summary>
internal sealed class PersonSteps(AttackWorld world)
{
    private const string Password = "Quartz-Meadow-77";

    private int _next;

    public IReadOnlyDictionary<string, Func<HttpClient, string, Task<Step>>> Steps => new Dictionary<string, Func<HttpClient, string, Task<Step>>>(StringComparer.Ordinal)
    {
        ["POST /api/v1/core/auth/verify"] = async (_, _) => new(new { token = (await Person()).Client.DefaultRequestHeaders.Authorization!.Parameter }),
        ["POST /api/v1/org/users/{id}/enable"] = async (admin, path) => await Of(path, await Person(), async (_, at) => (await admin.PostAsJsonAsync($"{at}/disable", new { })).EnsureSuccessStatusCode().Dispose()),
        ["POST /api/v1/org/users/{id}/reset_password"] = async (_, path) => await Of(path, await Person()),
        ["POST /api/v1/org/users/{id}/reset_factors"] = async (_, path) => await Of(path, await Person(), async (person, _) => await Confirmed(person)),
        ["POST /api/v1/platform/users/reset_factors"] = async (_, _) =>
        {
            var person = await Person();
            await Confirmed(person.Client);
            return new(new { email = person.Email });
        },
        ["POST /api/v1/auth/login"] = async (_, _) => new(new { email = (await Person()).Email, password = Password }),
        ["POST /api/v1/auth/refresh"] = async (_, _) => new(new { refresh_token = (await SignIn(await Person())).GetProperty("refresh_token").GetString() }),
        ["POST /api/v1/auth/challenge"] = async (_, _) =>
        {
            var person = await Person();
            var (_, key) = await Confirmed(person.Client);
            return new(new { challenge = (await SignIn(person)).GetProperty("challenge").GetString(), code = Code(key, 1) });
        },
        ["DELETE /api/v1/auth/devices/{id}"] = (actor, _) => Own(actor, "/api/v1/auth/devices"),
        ["DELETE /api/v1/auth/sessions/{id}"] = (actor, _) => Own(actor, "/api/v1/auth/sessions"),
        ["DELETE /api/v1/auth/factors/{id}"] = async (actor, _) => new(Path: $"/api/v1/auth/factors/{(await Confirmed(actor)).Id}"),
        ["DELETE /api/v1/auth/identities/{id}"] = async (actor, _) =>
        {
            var id = Contract.Values.Ids.New();
            await using var owner = await world.OpenOwner();
            await owner.Execute("INSERT INTO public.identity_external (id, user_id, realm_id, issuer, subject, created_at) VALUES ($1, $2, $3, 'https://login.example.com', $4, now())", CancellationToken.None,
                id, (await Organisation.Data(await actor.GetAsync("/api/v1/auth/me"))).GetProperty("id").GetGuid(), Core.Tenancy.TenantInfo.PlatformId, id.ToString());
            return new(Path: $"/api/v1/auth/identities/{id}");
        },
        ["POST /api/v1/auth/factors/{id}/confirm"] = async (actor, _) =>
        {
            var (id, challenge, key) = await Begun(actor);
            return new(new { challenge, code = Code(key, 0) }, $"/api/v1/auth/factors/{id}/confirm");
        },
        ["POST /api/v1/auth/invitations/{token}/accept"] = async (_, _) => new(new { password = Password }, $"/api/v1/auth/invitations/{Token(await Link("/api/v1/org/users/invite", new { email = Email(), name = "Invited" }))}/accept"),
        ["POST /api/v1/auth/password/reset"] = async (_, _) =>
        {
            var id = await IdOf(await Person());
            return new(new { token = Token(await Link($"/api/v1/org/users/{id}/reset_password", new { })), password = "Quartz-Meadow-78" });
        },
        ["POST /api/v1/auth/register"] = (_, _) => Task.FromResult(new Step(new { email = Email(), password = Password, name = "Registered" })),
    };

    private sealed record Somebody(string Email, HttpClient Client);

    private string Email() => $"entry{++_next}@{world.Attacker.Code}.test";

    private async Task<Somebody> Person()
    {
        var name = $"somebody{++_next}";
        return new($"{name}@{world.Attacker.Code}.test", await world.Attacker.Person(name, "admin"));
    }

    private async Task<string> IdOf(Somebody person) => (await Organisation.Data(await person.Client.GetAsync("/api/v1/auth/me"))).GetProperty("id").GetString()!;

    private async Task<Step> Of(string path, Somebody person, Func<HttpClient, string, Task>? before = null)
    {
        var at = $"/api/v1/org/users/{await IdOf(person)}";
        if (before is not null)
            await before(person.Client, at);
        return new(new { }, $"{at}/{path.Split('/')[^1]}");
    }

    private async Task<JsonElement> SignIn(Somebody person) =>
        (await Organisation.Data(await world.Host.Client.PostAsJsonAsync("/api/v1/auth/login", new { email = person.Email, password = Password }))).GetProperty("attributes");

    private async Task<string> Link(string path, object body) => (await Organisation.Data(await world.Attacker.Admin.PostAsJsonAsync(path, body))).GetProperty("attributes").GetProperty("link").GetString()!;

    private static string Token(string link) => link[(link.IndexOf("token=", StringComparison.Ordinal) + 6)..];

    /// <summary>The last of what the actor has; the first is what he works with.</summary>
    private static async Task<Step> Own(HttpClient actor, string path)
    {
        var rows = await Organisation.Rows(actor, path);
        var row = rows.FirstOrDefault(row => row.GetProperty("attributes").TryGetProperty("current", out var current) && !current.GetBoolean());
        return new(Path: $"{path}/{(row.ValueKind == JsonValueKind.Undefined ? rows[^1] : row).GetProperty("id").GetString()}");
    }

    private static async Task<(string Id, string Challenge, string Key)> Begun(HttpClient actor)
    {
        var data = await Organisation.Data(await actor.PostAsJsonAsync("/api/v1/auth/factors", new { kind = "totp", name = "Telephone" }));
        var begun = data.GetProperty("attributes");
        return (data.GetProperty("id").GetString()!, begun.GetProperty("challenge").GetString()!, begun.GetProperty("secret").GetString()!);
    }

    private static async Task<(string Id, string Key)> Confirmed(HttpClient actor)
    {
        var (id, challenge, key) = await Begun(actor);
        await Organisation.Data(await actor.PostAsJsonAsync($"/api/v1/auth/factors/{id}/confirm", new { challenge, code = Code(key, 0) }));
        return (id, key);
    }

    /// <summary>The code of a step from now; one that was used is not taken again.</summary>
    private static string Code(string key, int ahead) => Totp.Code(Bytes(key), Totp.StepAt(TimeProvider.System.GetUtcNow()) + ahead);

    private static byte[] Bytes(string base32)
    {
        var bits = string.Concat(base32.TrimEnd('=').Select(character => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(character, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return [.. bits.Chunk(8).Where(chunk => chunk.Length == 8).Select(chunk => Convert.ToByte(new string(chunk), 2))];
    }
}
