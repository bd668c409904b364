using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using Ashlar.Core.Storage;
using Ashlar.TestKit;

namespace Ashlar.System.Tests.Attacks;

/// <summary>A host with a mail server that it never reaches, and people in every state an account can be in.</summary>
public sealed class SilentHost(TestServer server) : IAsyncLifetime
{
    public TestHost Host { get; } = new(server);

    public ValueTask InitializeAsync() => Host.Start(settings: new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["Identity:Hashing:MemoryKib"] = "64",
        ["Identity:Hashing:Operations"] = "1",
        ["ASHLAR_PUBLIC_URL"] = "https://console.example.test/",
        ["ASHLAR_SETTING_MAIL_SMTP_HOST"] = "127.0.0.1",
        ["ASHLAR_SETTING_MAIL_SMTP_PORT"] = "9",
    });

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}

/// <summary>
/// How long an answer takes must not tell whether an account exists. Time on a busy machine proves nothing, so what is compared is the work: how
/// often a password is hashed and how many statements the database is sent.
/// </summary>
[Trait("feature", "IDN-01")]
public sealed class SameWorkTests(SilentHost world) : IClassFixture<SilentHost>
{
    private const string Unknown = "nobody-at-all@example.test";

    [Fact]
    public async Task A_sign_in_that_fails_does_the_same_work_whatever_its_reason()
    {
        await People();
        await Work("/api/v1/auth/login", new { email = Unknown, password = "warms up what is made once" });
        var reference = await Work("/api/v1/auth/login", new { email = Unknown, password = "Wrong-Password-1" });
        Assert.Equal(1, reference.Hashes);
        foreach (var email in (string[])["active@people.test", "unverified@people.test", "disabled@people.test", "locked@people.test", "without-password@people.test"])
            Assert.Equal((email, reference), (email, await Work("/api/v1/auth/login", new { email, password = "Wrong-Password-1" })));
    }

    [Fact]
    public async Task Asking_for_a_new_password_does_the_same_work_for_an_address_that_has_an_account()
    {
        await People();
        await Work("/api/v1/auth/password/forgot", new { email = Unknown });
        var reference = await Work("/api/v1/auth/password/forgot", new { email = Unknown });
        foreach (var email in (string[])["active@people.test", "active@people.test", "disabled@people.test"])
            Assert.Equal((email, reference), (email, await Work("/api/v1/auth/password/forgot", new { email })));
    }

    /// <summary>The least of three requests, since what is kept in memory for some seconds is read anew by one of many.</summary>
    private async Task<(int Hashes, int Statements)> Work(string path, object body)
    {
        var work = new List<(int Hashes, int Statements)>();
        for (var request = 0; request < 3; request++)
            work.Add(await Once(path, body));
        return work.MinBy(one => one.Statements);
    }

    /// <summary>Counts by the traces that every host can send to a collector.</summary>
    private async Task<(int Hashes, int Statements)> Once(string path, object body)
    {
        var trace = ActivityTraceId.CreateRandom();
        var seen = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Npgsql" or "Ashlar.Passwords" or "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                if (activity.TraceId == trace)
                    seen.Enqueue(activity);
            },
        };
        ActivitySource.AddActivityListener(listener);
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        request.Headers.Add("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01");
        using var answer = await world.Host.Client.SendAsync(request);
        await answer.Content.ReadAsStringAsync();
        Assert.True((int)answer.StatusCode is 401 or 202, $"{path} answered {(int)answer.StatusCode}.");
        return (seen.Count(activity => activity.Source.Name == "Ashlar.Passwords"), seen.Count(activity => activity.Source.Name == "Npgsql"));
    }

    private async Task People()
    {
        await using var owner = await world.Host.Connections.OpenOwner("", CancellationToken.None);
        await owner.Execute(
            """
            INSERT INTO public.identity_users (id, email, name, password_hash, password_changed_at, verified_at, status, locked_until, created_at, updated_at)
            SELECT gen_random_uuid(), p.name || '@people.test', p.name, CASE WHEN p.name <> 'without-password' THEN (SELECT password_hash FROM public.identity_users WHERE email = 'operator@localhost') END, now(),
                CASE WHEN p.name <> 'unverified' THEN now() END, CASE WHEN p.name = 'disabled' THEN 'disabled' ELSE 'active' END, CASE WHEN p.name = 'locked' THEN now() + interval '1 hour' END, now(), now()
            FROM unnest(ARRAY['active', 'unverified', 'disabled', 'locked', 'without-password']) AS p (name) ON CONFLICT DO NOTHING
            """, CancellationToken.None);
    }
}
