using System.Text.Json;
using Ashlar.Core.Storage;
using Ashlar.Core.Tests.Access;
using Ashlar.TestKit;
using System.Net.Http.Json;

namespace Ashlar.Core.Tests.Protection;

public sealed class ComplianceTests(Clinic clinic) : IClassFixture<Clinic>
{
    [Fact]
    [Trait("feature", "PHI-09")]
    public async Task Each_control_is_checked_now_and_shows_its_evidence()
    {
        await clinic.Add(new { name = "Looked at", diagnosis = "x", email = "looked@example.test" });
        var report = await Report();
        Assert.True(report.Count >= 15);
        Assert.All(report.Values, control => Assert.True(control.GetProperty("evidence").GetString()!.Length > 10));
        foreach (var id in (string[])["encryption_at_rest", "encryption_works", "key_custody", "key_age", "audit_of_reads", "secret_settings", "card_numbers", "tenant_isolation", "unique_users", "emergency_access", "database_tls"])
            Assert.True(Status(report, id) == "pass", $"{id}: {report[id]}");
        // This host speaks HTTP without TLS, and that is said.
        Assert.Equal("fail", Status(report, "tls_13"));
    }

    [Fact]
    public async Task Who_may_not_see_it_does_not() => await Organisation.Refused(await clinic.Clerk.GetAsync("/api/v1/security/compliance"), System.Net.HttpStatusCode.Forbidden);

    internal static string? Status(Dictionary<string, JsonElement> report, string id) => report[id].GetProperty("status").GetString();

    private Task<Dictionary<string, JsonElement>> Report() => Report(clinic);

    internal static async Task<Dictionary<string, JsonElement>> Report(Clinic clinic) =>
        (await World.Ok(clinic.Tenant.Admin.GetAsync("/api/v1/security/compliance"))).EnumerateArray().ToDictionary(item => item.GetProperty("id").GetString()!, item => item.GetProperty("attributes"), StringComparer.Ordinal);
}

/// <summary>In an installation of its own, since what is broken here stays in its log.</summary>
public sealed class BrokenControlTests(Clinic clinic) : IClassFixture<Clinic>
{
    [Fact]
    [Trait("feature", "PHI-09")]
    public async Task A_control_that_no_longer_holds_fails()
    {
        var id = await clinic.Add(new { name = "Broken", diagnosis = "x" });
        await clinic.Databases.System.Execute("UPDATE shared.clinic_patients SET diagnosis = 'in the open'::bytea WHERE id = $1", CancellationToken.None, id);
        await clinic.Databases.System.Execute("INSERT INTO public.audit_logs (tenant_id, id, at, actor_name, actor_kind, action, resource, result, changes, version) VALUES ($1, $2, now(), 'x', 'user', 'clinic.patients.update', 'clinic.patients', 'ok', '{\"diagnosis\": {\"from\": null, \"to\": \"in the open\"}}', 9)", CancellationToken.None, clinic.Tenant.Id, Guid.CreateVersion7());
        await clinic.Databases.System.Execute("UPDATE public.protection_keys SET created_at = now() - interval '400 days' WHERE scope = $1", CancellationToken.None, clinic.Tenant.Id);
        await using var owner = await clinic.Host.Connections.OpenOwner("", CancellationToken.None);
        await owner.Execute("CREATE TABLE shared.open_table (tenant_id uuid NOT NULL, note text)", CancellationToken.None);
        try
        {
            var report = await ComplianceTests.Report(clinic);
            foreach (var control in (string[])["encryption_at_rest", "audit_of_reads", "key_age", "tenant_isolation"])
                Assert.True(ComplianceTests.Status(report, control) == "fail", $"{control}: {report[control]}");
        }
        finally
        {
            await owner.Execute("DROP TABLE shared.open_table", CancellationToken.None);
            await clinic.Databases.System.Execute("UPDATE public.protection_keys SET created_at = now() WHERE scope = $1", CancellationToken.None, clinic.Tenant.Id);
            await clinic.Databases.System.Execute("DELETE FROM shared.clinic_patients WHERE id = $1", CancellationToken.None, id);
        }
    }
}
