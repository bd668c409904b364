using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Ashlar.Core.Resources.Verbs;
using Ashlar.Core.Storage;
using Ashlar.Core.Tests.Access;

namespace Ashlar.Core.Tests.Protection.Detection;

/// <summary>Texts on their way into the core: flagged where the organisation lives in HIPAA mode, refused or left alone where it says so.</summary>
[Trait("feature", "PHI-01")]
public sealed class PhiWatchTests(Clinic clinic) : IClassFixture<Clinic>
{
    private const string Note = "Patient Zebulon Hathaway, SSN 219-09-9999, admitted with pneumonia";

    [Fact]
    public async Task A_text_with_health_information_is_flagged_with_kinds_and_reasons_and_never_its_words()
    {
        await Mode("auto", hipaa: true);
        using var answer = await clinic.Doctor.PostAsJsonAsync(Clinic.Patients, new { name = "Bed 4", ward = Note });
        var id = (await World.Ok(Task.FromResult(answer))).GetProperty("id").GetGuid();
        Assert.Equal("ward", Assert.Single(answer.Headers.GetValues(WriteRequest.ContainsPhi)));

        var found = Assert.Single(await Findings(id));
        Assert.Equal("ward", found.GetProperty("field").GetString());
        Assert.Contains("ssn", found.GetProperty("kinds").EnumerateArray().Select(kind => kind.GetString()));
        Assert.Contains("follows the label of a ssn number", found.GetProperty("reasons").GetString()!, StringComparison.Ordinal);
        Assert.DoesNotContain("Zebulon", found.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("9999", found.ToString(), StringComparison.Ordinal);

        var details = Assert.Single(await Details(id));
        Assert.True(JsonElement.Parse(details).GetProperty("contains_phi").GetBoolean());
        Assert.DoesNotContain("Zebulon", details, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Findings_follow_what_the_texts_say_now()
    {
        await Mode("flag");
        var id = await clinic.Add(new { name = "Bed 5", ward = Note });
        Assert.Single(await Findings(id));
        await World.Ok(clinic.Doctor.PatchAsJsonAsync($"{Clinic.Patients}/{id}", new { serial = "77" }));
        Assert.Single(await Findings(id));
        await World.Ok(clinic.Doctor.PatchAsJsonAsync($"{Clinic.Patients}/{id}", new { ward = "3 North" }));
        Assert.Empty(await Findings(id));
    }

    [Fact]
    public async Task Classified_fields_and_texts_about_nobody_are_not_flagged()
    {
        await Mode("flag");
        using var answer = await clinic.Doctor.PostAsJsonAsync(Clinic.Patients, new { name = "Bed 6", ward = "Order 123-45-6789 has shipped.", diagnosis = Note });
        var id = (await World.Ok(Task.FromResult(answer))).GetProperty("id").GetGuid();
        Assert.False(answer.Headers.Contains(WriteRequest.ContainsPhi));
        Assert.Empty(await Findings(id));
    }

    [Fact]
    public async Task An_organisation_may_refuse_such_texts_whole()
    {
        await Mode("refuse");
        using var answer = await clinic.Doctor.PostAsJsonAsync(Clinic.Patients, new { name = "Bed 7 refused", ward = Note });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var error = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("error");
        Assert.Equal("phi_in_text", error.GetProperty("code").GetString());
        Assert.Equal("ward", error.GetProperty("details")[0].GetProperty("field").GetString());
        Assert.DoesNotContain("Zebulon", error.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, await clinic.Databases.System.Scalar<long>("SELECT count(*) FROM shared.clinic_patients WHERE name = 'Bed 7 refused'", CancellationToken.None));
    }

    [Fact]
    public async Task Outside_of_hipaa_mode_nothing_is_looked_for_unless_asked()
    {
        await Mode("auto");
        var id = await clinic.Add(new { name = "Bed 8", ward = Note });
        Assert.Empty(await Findings(id));
        await Mode("off", hipaa: true);
        Assert.Empty(await Findings(await clinic.Add(new { name = "Bed 9", ward = Note })));
    }

    [Fact]
    public async Task The_compliance_report_names_open_fields_that_hold_health_information()
    {
        await Mode("flag");
        await clinic.Add(new { name = "Bed 10", ward = Note });
        var control = (await ComplianceTests.Report(clinic))["phi_in_open_fields"];
        Assert.Equal("fail", control.GetProperty("status").GetString());
        Assert.Contains("clinic.patients.ward", control.GetProperty("evidence").GetString()!, StringComparison.Ordinal);
    }

    private async Task Mode(string detection, bool hipaa = false)
    {
        await Set("phi.detection", detection);
        await Set("core.compliance_mode", hipaa ? "hipaa" : "standard");
    }

    private async Task Set(string key, string value) => (await clinic.Tenant.Admin.PutAsJsonAsync($"/api/v1/settings/{key}", new { value })).EnsureSuccessStatusCode();

    private async Task<List<JsonElement>> Findings(Guid row) =>
        [.. (await World.Ok(clinic.Tenant.Admin.GetAsync($"/api/v1/phi/findings?filter[row_id][eq]={row}"))).EnumerateArray().Select(item => item.GetProperty("attributes"))];

    private Task<List<string>> Details(Guid row) => clinic.Databases.System.Query(
        "SELECT details::text FROM public.audit_logs WHERE resource_id = $1 AND details ? 'contains_phi'", reader => reader.GetString(0), CancellationToken.None, row);
}
