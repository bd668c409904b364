using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Ashlar.TestKit;

namespace Ashlar.System.Tests.Attacks;

/// <summary>What may happen once, asked for many times at once. Codes, refresh tokens and rotations have races of their own beside their features.</summary>
[Trait("feature", "SEC-09")]
public sealed class RaceTests(Target target) : IClassFixture<Target>
{
    private const int Many = 16;
    private const string Password = "Granite-Meadow-79";

    [Fact]
    public async Task An_invitation_is_accepted_once()
    {
        var token = await Link("/api/v1/org/users/invite", new { email = "raced@victim.test", name = "Raced" });
        var answers = await AtOnce(number => target.Host.Client.PostAsJsonAsync($"/api/v1/auth/invitations/{token}/accept", new { password = $"{Password}-{number}" }));
        Assert.Single(answers, HttpStatusCode.OK);
        Assert.All(answers.Where(status => status != HttpStatusCode.OK), status => Assert.InRange((int)status, 400, 499));
    }

    [Fact]
    public async Task A_link_to_a_new_password_works_once()
    {
        using var person = await target.Victim.Person("resetter", "member");
        var id = (await Organisation.Data(await person.GetAsync("/api/v1/auth/me"))).GetProperty("id").GetString();
        var token = await Link($"/api/v1/org/users/{id}/reset_password", new { });
        var answers = await AtOnce(number => target.Host.Client.PostAsJsonAsync("/api/v1/auth/password/reset", new { token, password = $"{Password}-{number}" }));
        Assert.Single(answers, HttpStatusCode.NoContent);
        Assert.Equal(HttpStatusCode.Unauthorized, (await person.GetAsync("/api/v1/auth/me")).StatusCode);
    }

    [Fact]
    public async Task A_key_of_a_repeated_request_makes_one_row()
    {
        var answers = await AtOnce(_ => Send("/api/v1/crm/accounts", new { name = "Only one" }, "race-1"));
        Assert.All(answers, status => Assert.True(status is HttpStatusCode.Created or HttpStatusCode.Conflict, $"{status}"));
        Assert.Contains(HttpStatusCode.Created, answers);
        Assert.Single(await Organisation.Rows(target.Victim.Admin, "/api/v1/crm/accounts?filter[name][eq]=Only%20one"));
    }

    [Fact]
    public async Task A_lead_that_many_convert_at_once_becomes_one_account()
    {
        await Organisation.Data(await target.Victim.Admin.PostAsJsonAsync("/api/v1/crm/pipelines/setup", new { }));
        var lead = (await Organisation.Data(await target.Victim.Admin.PostAsJsonAsync("/api/v1/crm/leads", new { name = "Raced lead", company = "Raced company" }))).GetProperty("id").GetString();
        var answers = await AtOnce(_ => target.Victim.Admin.PostAsJsonAsync($"/api/v1/crm/leads/{lead}/convert", new { }));
        Assert.All(answers, status => Assert.True(status is HttpStatusCode.OK or HttpStatusCode.Conflict, $"{status}"));
        Assert.Single(await Organisation.Rows(target.Victim.Admin, "/api/v1/crm/accounts?filter[name][eq]=Raced%20company"));
    }

    [Fact]
    [Trait("feature", "STO-06")]
    public async Task A_file_that_is_held_while_it_is_deleted_is_either_kept_or_was_gone_before()
    {
        for (var round = 0; round < 6; round++)
        {
            using var form = new MultipartFormDataContent { { new ByteArrayContent(Encoding.UTF8.GetBytes($"Evidence {round}")), "file", $"evidence{round}.txt" } };
            var id = (await Organisation.Data(await target.Victim.Admin.PostAsync("/api/v1/files/upload", form))).GetProperty("id").GetString();
            var both = await Task.WhenAll(target.Victim.Admin.PostAsJsonAsync($"/api/v1/files/files/{id}/hold", new { reason = "Dispute" }), target.Victim.Admin.DeleteAsync($"/api/v1/files/files/{id}"));
            using var now = await target.Victim.Admin.GetAsync($"/api/v1/files/files/{id}");
            if (both[0].IsSuccessStatusCode)
                Assert.True(now.IsSuccessStatusCode && !both[1].IsSuccessStatusCode, $"A held file was deleted in round {round}: {both[1].StatusCode}, {now.StatusCode}.");
            else
                Assert.True(both[1].IsSuccessStatusCode && now.StatusCode == HttpStatusCode.NotFound, $"Neither happened in round {round}: {both[0].StatusCode}, {both[1].StatusCode}.");
        }
    }

    [Fact]
    public async Task The_last_two_administrators_do_not_remove_each_other()
    {
        var acme = await Organisation.Make(target.Host, "acme-last", "shared", "crm");
        using var second = await acme.Person("second", "admin");
        var (first, other) = (await Id(acme.Admin), await Id(second));
        var answers = await Task.WhenAll(acme.Admin.PostAsJsonAsync($"/api/v1/org/users/{other}/disable", new { }), second.PostAsJsonAsync($"/api/v1/org/users/{first}/disable", new { }));
        Assert.True(answers.Count(answer => answer.IsSuccessStatusCode) <= 1, string.Join(", ", answers.Select(answer => answer.StatusCode)));
        var left = answers[0].IsSuccessStatusCode ? acme.Admin : second;
        Assert.Equal(HttpStatusCode.OK, (await left.GetAsync("/api/v1/org/users")).StatusCode);
    }

    [Fact]
    [Trait("feature", "RBC-10")]
    public async Task The_last_two_grants_of_the_administrators_role_are_not_taken_away_at_once()
    {
        for (var round = 0; round < 3; round++)
        {
            var acme = await Organisation.Make(target.Host, $"acme-grants-{round}", "shared", "crm");
            using var second = await acme.Person("second", "admin");
            var role = (await Organisation.Rows(acme.Admin, "/api/v1/rbac/roles?filter[code][eq]=admin"))[0].GetProperty("id").GetString();
            var grants = (await Organisation.Rows(acme.Admin, $"/api/v1/rbac/grants?filter[role_id][eq]={role}")).Select(grant => grant.GetProperty("id").GetString()).ToList();
            Assert.Equal(2, grants.Count);
            var answers = await Task.WhenAll(acme.Admin.DeleteAsync($"/api/v1/rbac/grants/{grants[0]}"), second.DeleteAsync($"/api/v1/rbac/grants/{grants[1]}"));
            Assert.True(answers.Count(answer => answer.IsSuccessStatusCode) <= 1, $"Round {round}: {string.Join(", ", answers.Select(answer => answer.StatusCode))}; nobody is an administrator any more.");
        }
    }

    private static async Task<string> Id(HttpClient person) => (await Organisation.Data(await person.GetAsync("/api/v1/auth/me"))).GetProperty("id").GetString()!;

    private async Task<string> Link(string path, object body)
    {
        var link = (await Organisation.Data(await target.Victim.Admin.PostAsJsonAsync(path, body))).GetProperty("attributes").GetProperty("link").GetString()!;
        return link[(link.IndexOf("token=", StringComparison.Ordinal) + 6)..];
    }

    private Task<HttpResponseMessage> Send(string path, object body, string key)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        request.Headers.Add("Idempotency-Key", key);
        return target.Victim.Admin.SendAsync(request);
    }

    private static async Task<List<HttpStatusCode>> AtOnce(Func<int, Task<HttpResponseMessage>> ask) => [.. (await Task.WhenAll(Enumerable.Range(0, Many).Select(ask))).Select(answer => answer.StatusCode)];
}
