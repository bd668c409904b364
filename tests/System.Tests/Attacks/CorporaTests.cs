using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Ashlar.Core.Access;
using Ashlar.System.Tests.Attacks.Surface;
using Ashlar.TestKit;

namespace Ashlar.System.Tests.Attacks;

/// <summary>Hostile values in every parameter, header, field and body of every route: nothing happens, nothing breaks, and the answer says what is wrong.</summary>
[Trait("feature", "SEC-09")]
public sealed class CorporaTests(AttackWorld world) : IClassFixture<AttackWorld>
{
    private const string Secret = "path-canary-2f1c9d";

    /// <summary>Words that only the inside knows.</summary>
    private static readonly string[] _inside = ["   at Ashlar.", "   at System.", "   at Npgsql.", "Npgsql.", "PostgresException", "syntax error at", "SQLSTATE", "System.Exception", "NullReferenceException", "root:x:0:", Secret];

    [Fact]
    public async Task No_value_in_any_place_of_any_route_has_an_effect_or_breaks_anything()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        File.WriteAllText(Path.Combine(world.DataFolder, "attack-canary.txt"), Secret);
        await world.Theirs.Of("/api/v1/crm/accounts");
        await using var owner = await world.OpenOwner();
        var (rows, catalogue) = (await Prints.Of(owner, world.Victim.Id), await Prints.OfCatalogue(owner));

        var aim = new Shots(new Payloads(((IPEndPoint)listener.LocalEndpoint).Port, "attack-canary.txt"), world.Ours, JsonVectors.All());
        var shots = new List<Shot>();
        foreach (var operation in world.Map.Operations.Where(operation => operation.Path != "/api/v1/events/stream" && operation.Name != "POST /api/v1/platform/backups"))
            shots.AddRange(await aim.At(operation));
        // What removes comes last, so that the rest still finds what it is about.
        var wrong = new List<string>();
        using var actors = await Actors.Of(world);
        foreach (var group in shots.GroupBy(shot => shot.Operation.Method == "DELETE").OrderBy(group => group.Key))
            await Parallel.ForEachAsync(group, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (shot, _) => await Fire(actors, shot, wrong));

        Assert.True(wrong.Count == 0, $"{wrong.Count} of {shots.Count} were answered wrongly:\n{string.Join('\n', wrong.Take(40))}");
        Assert.False(await world.CanaryWoke(), "A statement of an attacker was run by the database.");
        Assert.False(listener.Pending(), "The host called an address that an attacker named.");
        Assert.Equal(Prints.Show(rows), Prints.Show(await Prints.Of(owner, world.Victim.Id)));
        Assert.Equal(catalogue, await Prints.OfCatalogue(owner));
    }

    [Fact]
    public async Task A_character_of_two_halves_where_a_text_is_cut_harms_nothing()
    {
        const string prefix = "/api/v1/crm/leads/";
        // One that no attack has suspended.
        var spared = await Organisation.Make(world.Host, world.Operator, "halves-org", "shared", "crm");
        for (var length = 495; length <= 505; length++)
        {
            using var missed = await spared.Admin.GetAsync($"{prefix}{new string('a', length - prefix.Length)}\U0001F600");
            Assert.Equal(HttpStatusCode.NotFound, missed.StatusCode);
        }

        using var client = new HttpClient(new SocketsHttpHandler { RequestHeaderEncodingSelector = (_, _) => global::System.Text.Encoding.UTF8 }) { BaseAddress = world.Host.Address };
        foreach (var (email, status) in new[] { ("\U0001F600@example.test", HttpStatusCode.Unauthorized), ($"admin@{spared.Code}.test", HttpStatusCode.OK) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/auth/login") { Content = JsonContent.Create(new { email, password = "Quartz-Meadow-77" }) };
            request.Headers.TryAddWithoutValidation("User-Agent", $"{new string('u', 299)}\U0001F600");
            using var answer = await client.SendAsync(request);
            Assert.Equal(status, answer.StatusCode);
        }

        for (var attempt = 0; !(await Organisation.Rows(spared.Admin, "/api/v1/audit/requests?limit=200")).Any(row => row.GetProperty("attributes").GetProperty("path").GetString()!.StartsWith($"{prefix}aaa", StringComparison.Ordinal)); attempt++)
        {
            Assert.True(attempt < 300, "The requests are not on record.");
            await Task.Delay(100);
        }
    }

    [Fact]
    public async Task The_canary_would_wake()
    {
        await using var owner = await world.OpenOwner();
        await Core.Storage.Sql.Execute(owner, "CREATE SEQUENCE IF NOT EXISTS public.attack_control; GRANT USAGE ON SEQUENCE public.attack_control TO PUBLIC", CancellationToken.None);
        var app = world.AppSource();
        Assert.Equal(1, await Core.Storage.Sql.Scalar<long>(app, "SELECT nextval('public.attack_control')", CancellationToken.None));
    }

    private async Task Fire(Actors actors, Shot shot, List<string> wrong)
    {
        using var answer = await actors.For(shot.Operation).Send(() => shot.Message(world.Host.Address));
        var text = await answer.Content.ReadAsStringAsync();
        if (Problem(shot, answer, text) is { } problem)
        {
            lock (wrong)
                wrong.Add($"{shot.Operation.Name} with {Short(shot.Payload, 120)} as {shot.Where}: {problem} ({(int)answer.StatusCode} {Short(text, 300)})");
        }
    }

    private static string? Problem(Shot shot, HttpResponseMessage answer, string text)
    {
        var status = (int)answer.StatusCode;
        if (status >= 500)
            return "broke";
        if (_inside.FirstOrDefault(word => text.Contains(word, StringComparison.Ordinal) && !shot.Payload.Contains(word, StringComparison.Ordinal)) is { } told)
            return $"tells '{told}'";
        if (answer.Headers.Concat(answer.Content.Headers).Any(header => header.Key.Equals("X-Injected", StringComparison.OrdinalIgnoreCase) || header.Value.Any(value => value.Contains("x=1", StringComparison.Ordinal) && header.Key == "Set-Cookie")))
            return "carries a header of the attacker";
        // Where files are brought in, their content says what they are: what is no JSON may be a table.
        if (shot.Where == "vector" && shot.Payload.StartsWith("n_", StringComparison.Ordinal) && status < 400 && !shot.Path.Contains("/import", StringComparison.Ordinal))
            return "took what is no JSON";
        var media = answer.Content.Headers.ContentType?.MediaType;
        if (media == "text/html" && !shot.Path.StartsWith("/docs", StringComparison.Ordinal) && answer.StatusCode != HttpStatusCode.OK)
            return "answers with a page";
        return status >= 400 && answer.RequestMessage!.Method != HttpMethod.Head && !Says(text) ? "does not say what is wrong" : null;
    }

    private static bool Says(string text)
    {
        try
        {
            var json = JsonElement.Parse(text);
            return (json.TryGetProperty("error", out var error) && error.GetProperty("message").GetString() is { Length: > 5 })
                || (json.TryGetProperty("detail", out var detail) && detail.GetString() is { Length: > 2 });
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string Short(string text, int length) => (text.Length > length ? text[..length] + "…" : text).ReplaceLineEndings("⏎").Replace("\0", "␀", StringComparison.Ordinal);
}
