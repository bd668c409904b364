using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Ashlar.Core.Storage;
using Ashlar.Core.Tests.Access;

namespace Ashlar.Core.Tests.Protection;

public sealed class EmergencyTests(Clinic clinic) : IClassFixture<Clinic>
{
    private const string Path = "/api/v1/security/break_glass";

    [Fact]
    [Trait("feature", "AUD-06")]
    public async Task Emergency_access_opens_at_once_is_on_record_and_ends_by_itself()
    {
        using var nurse = await clinic.Person("nurse");
        await World.Error(await nurse.PostAsJsonAsync(Path, new { reason = "Unconscious patient in room 4" }), HttpStatusCode.Forbidden);
        await Allow("nurse");
        var id = await clinic.Add(new { name = "Unconscious", diagnosis = "Allergic" });
        Assert.False((await Clinic.Attributes(nurse, id)).TryGetProperty("diagnosis", out _));
        await World.Error(await nurse.PostAsJsonAsync(Path, new { reason = "short" }), HttpStatusCode.UnprocessableEntity);
        await World.Error(await nurse.PostAsJsonAsync(Path, new { reason = "Unconscious patient in room 4", minutes = 100_000 }), HttpStatusCode.UnprocessableEntity);

        var begun = await World.Ok(nurse.PostAsJsonAsync(Path, new { reason = "Unconscious patient in room 4", minutes = 5 }));
        Assert.Equal("Allergic", (await Clinic.Attributes(nurse, id)).GetProperty("diagnosis").GetString());
        Assert.Contains("\"requires_notification\": {\"to\": true}", (await clinic.Log($"action = 'phi_access' AND resource_id = '{id}'"))[^1], StringComparison.Ordinal);
        Assert.Contains("room 4", Assert.Single(await clinic.Log($"action = 'security.break_glass.begin' AND resource_id = '{begun.GetProperty("id").GetGuid()}'")), StringComparison.Ordinal);
        Assert.True((await World.Ok(nurse.GetAsync("/api/v1/ui/context"))).GetProperty("attributes").GetProperty("phi").GetProperty("break_glass").GetBoolean());
        Assert.Contains((await World.Ok(clinic.Tenant.Admin.GetAsync(Path))).EnumerateArray(), one => one.GetProperty("attributes").GetProperty("active").GetBoolean());
        Assert.Empty((await World.Ok(clinic.Clerk.GetAsync(Path))).EnumerateArray());

        await clinic.Databases.System.Execute("UPDATE public.protection_break_glass SET expires_at = now() - interval '1 second' WHERE id = $1", CancellationToken.None, begun.GetProperty("id").GetGuid());
        clinic.Service<Invalidation>().Forget("access", "*");
        Assert.False((await Clinic.Attributes(nurse, id)).TryGetProperty("diagnosis", out _));
    }

    [Fact]
    public async Task It_can_be_ended_by_its_owner_and_by_an_administrator_and_nobody_else()
    {
        using var medic = await clinic.Person("medic");
        await Allow("medic");
        var one = (await World.Ok(medic.PostAsJsonAsync(Path, new { reason = "Bleeding patient at the door" }))).GetProperty("id").GetGuid();
        Assert.Equal(HttpStatusCode.NotFound, (await clinic.Clerk.PostAsJsonAsync($"{Path}/{one}/end", new { })).StatusCode);
        await World.Ok(clinic.Tenant.Admin.PostAsJsonAsync($"{Path}/{one}/end", new { }));
        Assert.False((await World.Ok(medic.GetAsync("/api/v1/ui/context"))).GetProperty("attributes").GetProperty("phi").GetProperty("authorized").GetBoolean());
        Assert.Equal(HttpStatusCode.NotFound, (await medic.PostAsJsonAsync($"{Path}/{one}/end", new { })).StatusCode);
    }

    [Fact]
    public async Task Setting_traits_takes_its_own_permission_for_people_groups_and_members()
    {
        using var hr = await clinic.Tenant.Person("hr");
        foreach (var code in (string[])["org:users:*", "org:groups:*", "org:group_members:*"])
            await Allow("hr", code);
        var clerk = await UserId("clerk");
        var error = await World.Error(await hr.PatchAsJsonAsync($"/api/v1/org/users/{clerk}", new { traits = new[] { "phi_authorized" } }), HttpStatusCode.Forbidden);
        Assert.Contains("org:traits:assign", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        await World.Ok(hr.PatchAsJsonAsync($"/api/v1/org/users/{clerk}", new { title = "Front desk" }));
        await World.Error(await hr.PostAsJsonAsync("/api/v1/org/groups", new { name = "Cleared", traits = new[] { "phi_authorized" } }), HttpStatusCode.Forbidden);
        var group = (await World.Ok(clinic.Tenant.Admin.PostAsJsonAsync("/api/v1/org/groups", new { name = "Doctors", traits = new[] { "phi_authorized" } }))).GetProperty("id").GetGuid();
        await World.Error(await hr.PostAsJsonAsync("/api/v1/org/group_members", new { group_id = group, user_id = clerk }), HttpStatusCode.Forbidden);
        await World.Ok(clinic.Tenant.Admin.PatchAsJsonAsync($"/api/v1/org/users/{clerk}", new { traits = new[] { "night_shift" } }));
    }

    [Fact]
    [Trait("feature", "PHI-04")]
    public async Task The_context_tells_screens_what_to_obey()
    {
        var plain = (await World.Ok(clinic.Clerk.GetAsync("/api/v1/ui/context"))).GetProperty("attributes");
        Assert.Equal(("standard", 0, "allow", false), (plain.GetProperty("compliance_mode").GetString(), plain.GetProperty("warnings").GetArrayLength(), plain.GetProperty("clipboard").GetString(), plain.GetProperty("phi").GetProperty("authorized").GetBoolean()));
        Assert.Contains("clinic:*:*", plain.GetProperty("permissions").EnumerateArray().Select(code => code.GetString()));

        await World.Ok(clinic.Tenant.Admin.PutAsJsonAsync("/api/v1/settings/core.compliance_mode", new { value = "hipaa" }));
        try
        {
            var strict = (await World.Ok(clinic.Doctor.GetAsync("/api/v1/ui/context"))).GetProperty("attributes");
            Assert.Equal(("hipaa", "warn", "warn", 900, true), (strict.GetProperty("compliance_mode").GetString(), strict.GetProperty("clipboard").GetString(), strict.GetProperty("print").GetString(), strict.GetProperty("idle_timeout_seconds").GetInt32(), strict.GetProperty("phi").GetProperty("authorized").GetBoolean()));
            Assert.Contains("phi_handling", strict.GetProperty("warnings").EnumerateArray().Select(code => code.GetString()));
            Assert.Contains("phi_authorized", strict.GetProperty("traits").EnumerateArray().Select(code => code.GetString()));
            Assert.Equal("hipaa", (await World.Ok(clinic.Doctor.GetAsync("/api/v1/auth/me"))).GetProperty("attributes").GetProperty("compliance_mode").GetString());
        }
        finally
        {
            await clinic.Tenant.Admin.DeleteAsync("/api/v1/settings/core.compliance_mode");
        }

        using var one = await clinic.Person("cautious", "hipaa");
        Assert.Equal("hipaa", (await World.Ok(one.GetAsync("/api/v1/ui/context"))).GetProperty("attributes").GetProperty("compliance_mode").GetString());
    }

    private Task<Guid> UserId(string name) => clinic.Databases.System.Scalar<Guid>("SELECT id FROM public.org_users WHERE email = $1", CancellationToken.None, $"{name}@mercy.test");

    private async Task Allow(string name, string permission = "security:break_glass:use") =>
        await World.Ok(clinic.Tenant.Admin.PostAsJsonAsync("/api/v1/rbac/grants", new { user_id = await UserId(name), permission, effect = "allow" }));
}
