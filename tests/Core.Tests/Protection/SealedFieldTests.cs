using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Ashlar.Core.Storage;
using Ashlar.Core.Tests.Access;

namespace Ashlar.Core.Tests.Protection;

public sealed class SealedFieldTests(Clinic clinic) : IClassFixture<Clinic>
{
    private static int _number;

    private static string NewSsn() => $"078-05-{1000 + Interlocked.Increment(ref _number)}";

    private static object Patient(string ssn, string? email = null) => new
    {
        name = "Somebody",
        ward = "North",
        ssn,
        diagnosis = "Planted diagnosis",
        born_on = "1980-02-29",
        weight = "71.5",
        visits = 7,
        blood = "ab",
        smoker = true,
        email,
        phone = "+49 (30) 555-0100",
    };

    [Fact]
    public async Task A_row_reads_back_as_it_was_written_and_is_ciphertext_in_the_table()
    {
        var ssn = NewSsn();
        var id = await clinic.Add(Patient(ssn, $"anna{ssn}@example.test"));
        var row = await Clinic.Attributes(clinic.Doctor, id);
        Assert.Equal((ssn, "Planted diagnosis", "1980-02-29", "71.5", 7, "ab", true, $"anna{ssn}@example.test"),
            (row.GetProperty("ssn").GetString(), row.GetProperty("diagnosis").GetString(), row.GetProperty("born_on").GetString(), row.GetProperty("weight").GetString(), row.GetProperty("visits").GetInt32(), row.GetProperty("blood").GetString(), row.GetProperty("smoker").GetBoolean(), row.GetProperty("email").GetString()));

        var stored = await clinic.Databases.System.First("SELECT ssn, diagnosis, email FROM shared.clinic_patients WHERE id = $1", reader => string.Join('|', Enumerable.Range(0, 3).Select(i => Encoding.Latin1.GetString(reader.GetFieldValue<byte[]>(i)))), CancellationToken.None, id);
        Assert.DoesNotContain(ssn, stored, StringComparison.Ordinal);
        Assert.DoesNotContain("Planted", stored, StringComparison.Ordinal);
        Assert.DoesNotContain("anna", stored, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_keeps_what_is_not_mentioned_and_empties_what_is_emptied()
    {
        var id = await clinic.Add(Patient(NewSsn()));
        await World.Ok(clinic.Doctor.PatchAsJsonAsync($"{Clinic.Patients}/{id}", new { diagnosis = "Another", weight = (string?)null }));
        var row = await Clinic.Attributes(clinic.Doctor, id);
        Assert.Equal(("Another", JsonValueKind.Null, 7), (row.GetProperty("diagnosis").GetString(), row.GetProperty("weight").ValueKind, row.GetProperty("visits").GetInt32()));
    }

    [Theory]
    [InlineData("filter[email]=ANNA%40Example.test")]
    [InlineData("filter[email][eq]=anna%40example.test")]
    [InlineData("filter[email][in]=nobody%40example.test,anna%40example.test")]
    [InlineData("filter[phone][eq]=%2B49305550199")]
    [InlineData("filter[born_on][eq]=1991-05-05")]
    public async Task Encrypted_fields_are_found_by_equality(string filter)
    {
        foreach (var old in await Rows("filter[email][eq]=anna%40example.test"))
            await clinic.Doctor.DeleteAsync($"{Clinic.Patients}/{old}");
        var id = await clinic.Add(new { name = "Anna", email = "anna@example.test", phone = "+49 30 555-0199", born_on = "1991-05-05" });
        await clinic.Add(new { name = "Bert", phone = "+49 30 555-0198", born_on = "1991-05-06" });
        Assert.Equal([id], await Rows(filter));
    }

    [Theory]
    [InlineData("filter[ssn][contains]=078")]
    [InlineData("filter[ssn][starts]=078")]
    [InlineData("filter[born_on][gt]=1980-01-01")]
    [InlineData("filter[diagnosis][eq]=x")]
    [InlineData("sort=ssn")]
    public async Task Other_comparisons_are_refused_with_the_reason(string query)
    {
        var error = await World.Error(await clinic.Doctor.GetAsync($"{Clinic.Patients}?{query}"), HttpStatusCode.UnprocessableEntity);
        Assert.Matches("encrypted|sort", error.GetProperty("message").GetString());
    }

    [Fact]
    public async Task Aggregates_groups_and_free_text_do_not_reach_them()
    {
        foreach (var query in (string[])["group=blood", "metrics=sum(weight)", "metrics=max(born_on)"])
            await World.Error(await clinic.Doctor.GetAsync($"{Clinic.Patients}/aggregate?{query}"), HttpStatusCode.UnprocessableEntity);
        await clinic.Add(new { name = "Zacharias", diagnosis = "Unmistakable" });
        Assert.Empty(await Rows("q=Unmistakable"));
        Assert.Single(await Rows("q=Zacharias"));
    }

    [Fact]
    public async Task A_unique_encrypted_field_refuses_the_same_value_however_it_is_written_and_names_itself()
    {
        var ssn = NewSsn();
        await clinic.Add(new { name = "One", ssn, email = $"Unique{ssn}@Example.test" });
        var error = await World.Error(await clinic.Doctor.PostAsJsonAsync(Clinic.Patients, new { name = "Two", email = $"unique{ssn}@example.TEST" }), HttpStatusCode.Conflict);
        Assert.Contains("email", error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_value_moved_to_another_row_or_field_opens_nowhere()
    {
        Guid one = await clinic.Add(new { name = "One", diagnosis = "Of one", ssn = NewSsn() }), two = await clinic.Add(new { name = "Two", diagnosis = "Of two" });
        await clinic.Databases.System.Execute("UPDATE shared.clinic_patients SET diagnosis = (SELECT diagnosis FROM shared.clinic_patients WHERE id = $1) WHERE id = $2", CancellationToken.None, one, two);
        var error = await World.Error(await clinic.Doctor.GetAsync($"{Clinic.Patients}/{two}"), HttpStatusCode.ServiceUnavailable);
        Assert.Equal("unreadable", error.GetProperty("code").GetString());
        await clinic.Databases.System.Execute("UPDATE shared.clinic_patients SET diagnosis = ssn WHERE id = $1", CancellationToken.None, one);
        await World.Error(await clinic.Doctor.GetAsync($"{Clinic.Patients}/{one}"), HttpStatusCode.ServiceUnavailable);
        await clinic.Databases.System.Execute("DELETE FROM shared.clinic_patients WHERE id = ANY($1)", CancellationToken.None, new[] { one, two });
    }

    [Fact]
    public async Task Revisions_and_going_back_work_though_the_log_holds_no_plain_text()
    {
        var id = await clinic.Add(new { name = "Rev", diagnosis = "First finding", ward = "South" });
        await World.Ok(clinic.Doctor.PatchAsJsonAsync($"{Clinic.Patients}/{id}", new { diagnosis = "Second finding" }));
        var revisions = (await World.Ok(clinic.Doctor.GetAsync($"{Clinic.Patients}/{id}/revisions"))).EnumerateArray().ToList();
        var change = revisions[0].GetProperty("attributes").GetProperty("changes").GetProperty("diagnosis");
        Assert.Equal(("First finding", "Second finding"), (change.GetProperty("from").GetString(), change.GetProperty("to").GetString()));
        Assert.False((await World.Ok(clinic.Clerk.GetAsync($"{Clinic.Patients}/{id}/revisions")))[0].GetProperty("attributes").GetProperty("changes").TryGetProperty("diagnosis", out _));

        await World.Ok(clinic.Doctor.PostAsJsonAsync($"{Clinic.Patients}/{id}/revert", new { version = 1 }));
        Assert.Equal("First finding", (await Clinic.Attributes(clinic.Doctor, id)).GetProperty("diagnosis").GetString());
        Assert.All(await clinic.Log($"resource_id = '{id}'"), entry => Assert.DoesNotContain("finding", entry, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Modules_read_and_write_them_like_any_property_as_far_as_the_caller_may()
    {
        var id = await clinic.Add(new { name = "Aaron", diagnosis = "Cough" });
        var answer = await World.Ok(clinic.Doctor.PostAsJsonAsync($"{Clinic.Patients}/{id}/diagnose", new { text = "fever" }));
        Assert.Equal("Cough, fever", answer.GetProperty("attributes").GetProperty("diagnosis").GetString());
        Assert.False(answer.GetProperty("attributes").TryGetProperty("device_key", out _));
        var seen = (await World.Ok(clinic.Doctor.GetAsync("/api/v1/clinic/summaries"))).EnumerateArray().First(item => item.GetProperty("id").GetGuid() == id).GetProperty("attributes");
        Assert.Equal(("Cough, fever", true), (seen.GetProperty("diagnosis").GetString(), seen.GetProperty("has_device").GetBoolean()));
        Assert.NotEmpty(await clinic.Log($"action = 'phi_access' AND changes::text LIKE '%{id}%'"));
        var hidden = (await World.Ok(clinic.Clerk.GetAsync("/api/v1/clinic/summaries"))).EnumerateArray().First(item => item.GetProperty("id").GetGuid() == id).GetProperty("attributes");
        Assert.Equal(JsonValueKind.Null, hidden.GetProperty("diagnosis").ValueKind);
    }

    private async Task<List<Guid>> Rows(string query) => [.. (await World.Ok(clinic.Doctor.GetAsync($"{Clinic.Patients}?limit=200&{query}"))).EnumerateArray().Select(row => row.GetProperty("id").GetGuid())];
}
