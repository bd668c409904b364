using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Ashlar.Core.Storage;
using Ashlar.TestKit;

namespace Ashlar.Core.Tests.Limits;

public sealed class RateLimitTests(LimitWorld world) : IClassFixture<LimitWorld>
{
    private const string Data = "/api/v1/catalogue";
    private const string Accounts = "/api/v1/crm/accounts";

    [Fact]
    [Trait("feature", "RTL-01")]
    [Trait("feature", "RTL-05")]
    public async Task A_hundred_calls_pass_wherever_they_arrive_and_the_next_is_refused_everywhere()
    {
        var acme = await Organisation.Make(world.Host, "acme-hundred", "shared", "crm");
        var at = new[] { acme.Admin, world.At(1, acme.Admin), world.At(2, acme.Admin) };

        var answers = await LimitWorld.Ask(at, Accounts, 100);
        Assert.Equal(100, answers[HttpStatusCode.OK]);
        foreach (var client in at)
        {
            using var refused = await client.GetAsync(Accounts);
            Assert.Equal("rate_limited", await Organisation.Refused(refused, HttpStatusCode.TooManyRequests));
            Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 61);
            Assert.Equal("\"default\";q=100;w=60", refused.Headers.GetValues("RateLimit-Policy").Single());
            Assert.StartsWith("\"default\";r=0;t=", refused.Headers.GetValues("RateLimit").Single(), StringComparison.Ordinal);
        }
    }

    [Fact]
    [Trait("feature", "RTL-05")]
    public async Task Three_hosts_asked_at_once_admit_exactly_what_one_would()
    {
        var acme = await Organisation.Make(world.Host, "acme-burst", "shared", "crm");
        var at = new[] { acme.Admin, world.At(1, acme.Admin), world.At(2, acme.Admin) };
        foreach (var client in at)
            await client.GetAsync("/api/v1/auth/me");

        var answers = await Task.WhenAll(Enumerable.Range(0, 300).Select(async i =>
        {
            using var answer = await at[i % 3].GetAsync(Accounts);
            return answer.StatusCode;
        }));

        // The stated error: a twentieth of the limit for each host.
        Assert.InRange(answers.Count(status => status == HttpStatusCode.OK), 100, 115);
        Assert.Equal(0, answers.Count(status => status is not (HttpStatusCode.OK or HttpStatusCode.TooManyRequests)));
    }

    [Fact]
    [Trait("feature", "RTL-01")]
    public async Task A_host_that_hears_of_somebody_for_the_first_time_knows_that_he_is_through()
    {
        var acme = await Organisation.Make(world.Host, "acme-moves", "shared", "crm");
        await LimitWorld.Ask([acme.Admin], Accounts, 101);
        await Organisation.Refused(await world.At(2, acme.Admin).GetAsync(Accounts), HttpStatusCode.TooManyRequests);
        // Others of the organisation, and other classes of the same person, have counters of their own.
        Assert.Equal(HttpStatusCode.OK, (await (await acme.Person("other", "admin")).GetAsync(Accounts)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await acme.Admin.GetAsync("/api/v1/auth/me")).StatusCode);
    }

    [Fact]
    [Trait("feature", "RTL-03")]
    public async Task Thirty_searches_are_an_organisations_and_not_a_persons()
    {
        var acme = await Organisation.Make(world.Host, "acme-search", "shared", "crm");
        var other = await Organisation.Make(world.Host, "other-search", "shared", "crm");
        var people = new[] { acme.Admin, await acme.Person("ann", "admin"), world.At(1, await acme.Person("bob", "admin")) };

        var answers = await LimitWorld.Ask(people, "/api/v1/search?q=paper", 30);
        Assert.Equal(30, answers[HttpStatusCode.OK]);
        foreach (var person in people)
            await Organisation.Refused(await person.GetAsync("/api/v1/search?q=paper"), HttpStatusCode.TooManyRequests);
        Assert.Equal(HttpStatusCode.OK, (await other.Admin.GetAsync("/api/v1/search?q=paper")).StatusCode);
    }

    [Fact]
    [Trait("feature", "RTL-04")]
    public async Task The_eleventh_bulk_operation_of_an_hour_is_refused()
    {
        var acme = await Organisation.Make(world.Host, "acme-bulk", "shared", "crm");
        var at = new[] { acme.Admin, world.At(1, acme.Admin) };
        var id = (await Organisation.Data(await acme.Admin.PostAsJsonAsync(Accounts, new { name = "Paper" }))).GetProperty("id").GetString();
        Task<HttpResponseMessage> Bulk(int i) => at[i % 2].PostAsJsonAsync(Accounts + "/bulk", new { op = "update", ids = new[] { id }, set = new { city = $"City {i}" } });

        for (var i = 0; i < 10; i++)
            Assert.Equal(HttpStatusCode.OK, (await Bulk(i)).StatusCode);
        using var refused = await Bulk(10);
        Assert.Equal("rate_limited", await Organisation.Refused(refused, HttpStatusCode.TooManyRequests));
        Assert.Equal("\"bulk\";q=10;w=3600", refused.Headers.GetValues("RateLimit-Policy").Single());
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalMinutes, 1, 61);
    }

    [Fact]
    [Trait("feature", "RTL-08")]
    [Trait("feature", "ADM-07")]
    public async Task The_admin_class_runs_out_by_itself()
    {
        var acme = await Organisation.Make(world.Host, "acme-admin", "shared", "crm");
        var answers = await LimitWorld.Ask([acme.Admin], "/api/v1/rbac/roles", 110);
        Assert.True(answers[HttpStatusCode.TooManyRequests] >= 10);
        Assert.Equal(HttpStatusCode.OK, (await acme.Admin.GetAsync(Accounts)).StatusCode);
    }

    [Fact]
    public async Task A_refusal_is_written_down_once_for_all_hosts()
    {
        var acme = await Organisation.Make(world.Host, "acme-audit", "shared", "crm");
        await LimitWorld.Ask([acme.Admin, world.At(1, acme.Admin), world.At(2, acme.Admin)], Accounts, 130);

        Assert.Equal(1L, await world.Databases.System.Scalar<long>("SELECT count(*) FROM public.audit_logs WHERE tenant_id = $1 AND action = 'limits.reached' AND resource = 'limits.default' AND result = 'denied'", CancellationToken.None, acme.Id));
    }

    [Fact]
    public async Task What_is_used_is_told_to_the_organisation_and_to_the_operator()
    {
        var acme = await Organisation.Make(world.Host, "acme-usage", "shared", "crm");
        var other = await Organisation.Make(world.Host, "other-usage");
        await LimitWorld.Ask([acme.Admin], Accounts, 105);

        JsonElement Mine(IReadOnlyList<JsonElement> rows) => rows.Select(row => row.GetProperty("attributes")).Single(row => row.GetProperty("policy").GetString() == "default" && row.GetProperty("tenant").GetString() == "acme-usage" && row.GetProperty("kind").GetString() == "user");
        var own = Mine(await Organisation.Rows(acme.Admin, "/api/v1/org/limits/usage"));
        Assert.True(own.GetProperty("limited").GetBoolean());
        Assert.Equal("Admin", own.GetProperty("who").GetString());
        Assert.Equal(100, own.GetProperty("most").GetInt32());

        using var oper = await Organisation.Operator(world.Host);
        Assert.True(Mine(await Organisation.Rows(oper, "/api/v1/org/limits/usage")).GetProperty("limited").GetBoolean());
        Assert.DoesNotContain(await Organisation.Rows(other.Admin, "/api/v1/org/limits/usage"), row => row.GetProperty("attributes").GetProperty("tenant").GetString() == "acme-usage");
        Assert.Equal("permission_denied", await Organisation.Refused(await (await acme.Person("member", "member")).GetAsync("/api/v1/org/limits"), HttpStatusCode.Forbidden));
    }

    [Fact]
    public async Task The_operator_sets_a_number_and_an_organisation_has_at_most_that()
    {
        var acme = await Organisation.Make(world.Host, "acme-lower");
        using var oper = await Organisation.Operator(world.Host);
        await Organisation.Data(await oper.PostAsJsonAsync("/api/v1/platform/limits", new { policy = "session", for_tenant = "acme-lower", amount = 7 }));
        await Organisation.Data(await oper.PostAsJsonAsync("/api/v1/platform/limits", new { policy = "admin", for_tenant = "acme-lower", amount = 100_000 }));
        Assert.Equal("unknown_limit", await Organisation.Refused(await oper.PostAsJsonAsync("/api/v1/platform/limits", new { policy = "nothing", amount = 7 }), HttpStatusCode.UnprocessableEntity));
        Assert.Equal("unknown_tenant", await Organisation.Refused(await oper.PostAsJsonAsync("/api/v1/platform/limits", new { policy = "session", for_tenant = "nobody", amount = 7 }), HttpStatusCode.UnprocessableEntity));
        Assert.Equal("permission_denied", await Organisation.Refused(await acme.Admin.PostAsJsonAsync("/api/v1/platform/limits", new { policy = "session", amount = 9 }), HttpStatusCode.Forbidden));

        await Eventually.True(async () => await Amount(acme.Admin, "session") == 7);
        Assert.Equal(100, await Amount(acme.Admin, "admin"));
        var person = world.At(1, await acme.Person("late", "member"));
        await Eventually.True(async () => (await person.GetAsync("/api/v1/auth/me")).StatusCode == HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task Strangers_are_counted_by_their_address()
    {
        using var one = world.Host.NewClient();
        one.DefaultRequestHeaders.Add("X-Forwarded-For", "198.51.100.7");
        using var two = world.Host.NewClient();
        two.DefaultRequestHeaders.Add("X-Forwarded-For", "198.51.100.8");
        var answers = await LimitWorld.Ask([one], Data, 105);
        Assert.Equal(100, answers[HttpStatusCode.OK]);
        Assert.Equal(HttpStatusCode.OK, (await two.GetAsync(Data)).StatusCode);
        // What needs a sign-in is counted before it is refused.
        Assert.Equal(HttpStatusCode.TooManyRequests, (await one.GetAsync(Accounts)).StatusCode);
    }

    private static async Task<int> Amount(HttpClient person, string policy) =>
        (await Organisation.Rows(person, "/api/v1/org/limits")).Single(row => row.GetProperty("id").GetString() == policy).GetProperty("attributes").GetProperty("amount").GetInt32();
}
