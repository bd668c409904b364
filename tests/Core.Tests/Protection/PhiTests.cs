using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Ashlar.Core.Storage;
using Ashlar.Core.Tests.Access;

namespace Ashlar.Core.Tests.Protection;

public sealed class PhiTests(Clinic clinic) : IClassFixture<Clinic>
{
    [Fact]
    [Trait("feature", "PHI-03")]
    public async Task Without_the_trait_the_fields_are_not_there_and_the_rest_is()
    {
        var id = await clinic.Add(new { name = "Quiet", ssn = "219-09-9999", diagnosis = "Hidden", email = "quiet@example.test" });
        var row = await Clinic.Attributes(clinic.Clerk, id);
        Assert.Equal(("Quiet", "quiet@example.test"), (row.GetProperty("name").GetString(), row.GetProperty("email").GetString()));
        Assert.False(row.TryGetProperty("ssn", out _) || row.TryGetProperty("diagnosis", out _));
        Assert.DoesNotContain("Hidden", await clinic.Clerk.GetStringAsync(Clinic.Patients), StringComparison.Ordinal);
        Assert.DoesNotContain("ssn", await clinic.Clerk.GetStringAsync($"{Clinic.Patients}/schema"), StringComparison.Ordinal);
        Assert.DoesNotContain("Hidden", await clinic.Clerk.GetStringAsync($"{Clinic.Patients}/export?format=csv"), StringComparison.Ordinal);
        await World.Ok(clinic.Clerk.PatchAsJsonAsync($"{Clinic.Patients}/{id}", new { name = "Renamed" }));
        Assert.Equal("Hidden", (await Clinic.Attributes(clinic.Doctor, id)).GetProperty("diagnosis").GetString());
    }

    [Theory]
    [InlineData("?fields=name,ssn")]
    [InlineData("?filter[ssn][eq]=219-09-9999")]
    [InlineData("?filter={\"field\":\"ssn\",\"op\":\"eq\",\"value\":\"219-09-9999\"}")]
    [InlineData("?sort=-diagnosis")]
    [InlineData("/export?fields=ssn")]
    [InlineData("/aggregate?group=blood")]
    [Trait("feature", "RBC-15")]
    public async Task Whoever_names_such_a_field_without_the_trait_is_refused_on_record(string query)
    {
        var before = (await Denied()).Count;
        var error = await World.Error(await clinic.Clerk.GetAsync(Clinic.Patients + query), HttpStatusCode.Forbidden);
        Assert.Equal("phi_denied", error.GetProperty("code").GetString());
        var denied = await Denied();
        Assert.Equal(before + 1, denied.Count);
        Assert.DoesNotContain("219-09", denied[^1], StringComparison.Ordinal);
    }

    [Fact]
    [Trait("feature", "RBC-15")]
    public async Task Writing_such_a_field_without_the_trait_is_refused_on_record_too()
    {
        var before = (await Denied()).Count;
        await World.Error(await clinic.Clerk.PostAsJsonAsync(Clinic.Patients, new { name = "X", ssn = "219-09-1111" }), HttpStatusCode.Forbidden);
        var id = await clinic.Add(new { name = "Y" });
        await World.Error(await clinic.Clerk.PatchAsJsonAsync($"{Clinic.Patients}/{id}", new { diagnosis = "x" }), HttpStatusCode.Forbidden);
        Assert.Equal(before + 2, (await Denied()).Count);
    }

    [Fact]
    [Trait("feature", "RBC-15")]
    public async Task A_resource_about_health_as_a_whole_answers_nobody_without_the_trait()
    {
        await World.Ok(clinic.Doctor.PostAsJsonAsync("/api/v1/clinic/lab_results", new { name = "Blood count" }));
        var before = (await Denied()).Count;
        await World.Error(await clinic.Clerk.GetAsync("/api/v1/clinic/lab_results"), HttpStatusCode.Forbidden);
        await World.Error(await clinic.Clerk.PostAsJsonAsync("/api/v1/clinic/lab_results", new { name = "x" }), HttpStatusCode.Forbidden);
        Assert.Equal(before + 2, (await Denied()).Count);
        Assert.Single((await World.Ok(clinic.Doctor.GetAsync("/api/v1/clinic/lab_results"))).EnumerateArray());
    }

    [Fact]
    [Trait("feature", "AUD-06")]
    public async Task Every_read_is_on_record_with_who_what_and_why()
    {
        var id = await clinic.Add(new { name = "Read", ssn = "219-09-2222" });
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{Clinic.Patients}/{id}");
        request.Headers.Add("X-Access-Reason", "Follow-up call");
        await World.Ok(clinic.Doctor.SendAsync(request));
        var entry = (await clinic.Log($"action = 'phi_access' AND resource_id = '{id}'"))[^1];
        Assert.Contains("Follow-up call", entry, StringComparison.Ordinal);
        Assert.Contains("\"phi_detected\": {\"to\": true}", entry, StringComparison.Ordinal);
        Assert.Contains("\"requires_notification\": {\"to\": false}", entry, StringComparison.Ordinal);
        Assert.Contains("\"ssn\"", entry, StringComparison.Ordinal);
        Assert.DoesNotContain("219-09", entry, StringComparison.Ordinal);

        await clinic.Doctor.GetAsync($"{Clinic.Patients}?filter[name]=Read");
        Assert.Contains(id.ToString(), (await clinic.Log("action = 'phi_access'"))[^1], StringComparison.Ordinal);
        await clinic.Doctor.GetAsync($"{Clinic.Patients}/export?filter[name]=Read");
        Assert.Contains("\"requires_notification\": {\"to\": true}", (await clinic.Log("action = 'phi_access'"))[^1], StringComparison.Ordinal);
    }

    [Fact]
    [Trait("feature", "AUD-06")]
    public async Task Nothing_leaves_when_the_read_cannot_be_put_on_record()
    {
        var id = await clinic.Add(new { name = "Unlogged", diagnosis = "Leaks never" });
        await using var owner = await clinic.Host.Connections.OpenOwner("", CancellationToken.None);
        await owner.Execute("CREATE FUNCTION public.refuse_phi() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.action = 'phi_access' THEN RAISE EXCEPTION 'full'; END IF; RETURN NEW; END $$; CREATE TRIGGER refuse_phi BEFORE INSERT ON public.audit_logs FOR EACH ROW EXECUTE FUNCTION public.refuse_phi()", CancellationToken.None);
        try
        {
            foreach (var path in (string[])[$"{Clinic.Patients}/{id}", Clinic.Patients, $"{Clinic.Patients}/export", $"{Clinic.Patients}/{id}/revisions", "/api/v1/clinic/summaries"])
            {
                var answer = await clinic.Doctor.GetAsync(path);
                Assert.False(answer.IsSuccessStatusCode, path);
                Assert.DoesNotContain("Leaks", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            }

            Assert.False((await clinic.Doctor.PatchAsJsonAsync($"{Clinic.Patients}/{id}", new { name = "Other" })).IsSuccessStatusCode);
            Assert.Equal("Unlogged", (await Clinic.Attributes(clinic.Doctor, id, "?mask=true")).GetProperty("name").GetString());
        }
        finally
        {
            await owner.Execute("DROP TRIGGER refuse_phi ON public.audit_logs; DROP FUNCTION public.refuse_phi()", CancellationToken.None);
        }
    }

    [Fact]
    public async Task A_masked_read_shows_that_something_is_there_and_needs_no_record()
    {
        var id = await clinic.Add(new { name = "Masked", diagnosis = "Behind", visits = 3 });
        var before = (await clinic.Log("action = 'phi_access'")).Count;
        var row = await Clinic.Attributes(clinic.Doctor, id, "?mask=true");
        Assert.Equal(("••••••••", "••••••••", JsonValueKind.Null), (row.GetProperty("diagnosis").GetString(), row.GetProperty("visits").GetString(), row.GetProperty("ssn").ValueKind));
        Assert.DoesNotContain("Behind", await clinic.Doctor.GetStringAsync($"{Clinic.Patients}?mask=true"), StringComparison.Ordinal);
        Assert.Equal(before, (await clinic.Log("action = 'phi_access'")).Count);
    }

    [Fact]
    public async Task A_view_does_not_keep_what_an_encrypted_field_is_compared_with()
    {
        var error = await World.Error(await clinic.Tenant.Admin.PostAsJsonAsync("/api/v1/meta/views", new { resource = "clinic.patients", name = "Mine", scope = "personal", definition = new { filter = new { ssn = new { eq = "219-09-9999" } } } }), HttpStatusCode.UnprocessableEntity);
        Assert.Contains("encrypted", error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    private Task<List<string>> Denied() => clinic.Log("action = 'access.phi_denied' AND result = 'denied'");
}
