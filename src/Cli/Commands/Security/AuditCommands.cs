using System.Buffers.Text;
using System.CommandLine;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ashlar.Core.Audit.Proofs;

namespace Ashlar.Cli.Commands.Security;

/// <summary>The audit log: verified, taken out, watched. Heads that were seen are kept on this machine and every later one must follow from them.</summary>
internal static class AuditCommands
{
    private static readonly Option<string?> _file = new("--file", "-f") { Description = "Verify this export instead of the host's log; needs no host" };
    private static readonly Option<string?> _keys = new("--keys") { Description = "Trust the keys of this JWK set only (from /.well-known/audit-keys.json)" };
    private static readonly Option<bool> _installation = new("--installation") { Description = "The log of the installation, for operators" };
    private static readonly Option<string?> _target = new("--file", "-f") { Description = "Write to this file; without, to standard output" };
    private static readonly Option<long> _from = new("--from") { Description = "First position; the next of an earlier export", DefaultValueFactory = _ => 0 };
    private static readonly Option<long?> _limit = new("--limit") { Description = "About how many entries" };
    private static readonly Option<string?> _user = new("--user") { Description = "A disabled member, by id or e-mail address" };
    private static readonly Option<string?> _row = new("--row") { Description = "A row about the person, as resource/id, for example crm.contacts/01a2…" };
    private static readonly Option<string[]> _text = new("--text") { Description = "An address or full name that names the person; may be repeated" };
    private static readonly Option<string> _reason = new("--reason") { Description = "Who asked for it and why; without the name, because the reason stays", Required = true };
    private static readonly Option<bool> _rehearse = new("--rehearse") { Description = "Only count the entries" };
    private static readonly Option<string?> _note = new("--note") { Description = "What was found out" };
    private static readonly Argument<string> _alert = Root.Word("alert", "Its id");
    private static readonly Option<bool> _all = new("--all") { Description = "Acknowledged ones too" };

    public static Command Build()
    {
        var verify = new Command("verify", "Verify the whole log: entries, seals, signatures, and that it goes on from what was seen before").With(_file, _keys, _installation);
        verify.SetAction((parsed, cancel) => parsed.GetValue(_file) is { } file ? Offline(parsed, file, cancel) : Session.SignedIn(parsed, session => Verify(session, cancel), cancel));
        return new Command("audit", "The audit log").With(
            verify,
            new Command("export", "Take the sealed log out as NDJSON that can be verified by itself").With(_target, _from, _limit, _installation).Act(Export),
            new Command("head", "Show the signed head and keep it").With(_installation).Act(Head),
            new Command("erase", "Take a person's name, addresses and values out of the log for good; entries and seals stay").With(_user, _row, _text, _reason, _rehearse).Act(Erase),
            new Command("syslog", "Show how far the log has gone to the syslog receiver, for operators").Act(Syslog),
            new Command("acknowledge", "Say that an alert was looked at").With(_alert, _note).Act(Acknowledge),
            new Command("alerts", "List breaches that rules found, with their evidence").With(_all).Act(Alerts));
    }

    private static string Log(Session session, string path) => session.Parsed.GetValue(_installation) ? $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}log=installation" : path;

    private static async Task<int> Verify(Session session, CancellationToken cancel)
    {
        var problems = new List<string>();
        // First what came with this sign-in before, then what the host says of itself.
        var head = await Follow(session, problems, cancel);
        var report = (JsonObject)(await session.Api.Send(HttpMethod.Post, Log(session, "api/v1/audit/verify"), null, cancel))["data"]!["attributes"]!;
        problems.AddRange(report["findings"]!.AsArray().Select(finding => $"{finding!["kind"]}: {finding["text"]}"));
        return Tell(session.Data, session.Talk, new JsonObject
        {
            ["ok"] = problems.Count == 0,
            ["log"] = report["log"]!.DeepClone(),
            ["size"] = report["size"]!.DeepClone(),
            ["compared"] = report["compared"]!.DeepClone(),
            ["archived"] = report["archived"]!.DeepClone(),
            ["erased"] = report["erased"]!.DeepClone(),
            ["key_id"] = head?.KeyId,
        }, problems, head);
    }

    /// <summary>Fetches the head, checks its signature, and that the log of the head kept here is its beginning.</summary>
    private static async Task<SignedHead?> Follow(Session session, List<string> problems, CancellationToken cancel)
    {
        var data = (await session.Api.Get(Log(session, "api/v1/audit/head"), cancel))["data"]!;
        var log = Guid.Parse((string)data["id"]!);
        var kept = Heads.Of(log);
        if ((string?)data["attributes"]!["jws"] is not { } jws)
        {
            if (kept is not null)
                problems.Add($"rolled_back: the log had {kept.Value.Size} entries and is empty now.");
            return null;
        }

        var keys = session.Parsed.GetValue(_keys) is { } file ? KeysOf(await File.ReadAllTextAsync(file, cancel)) : KeysOf((await session.Api.Get(".well-known/audit-keys.json", cancel)).ToJsonString());
        if (SignedHead.Verify(jws, keys) is not { } head || head.Log != log)
        {
            problems.Add("head_forged: the head bears no signature of a key that counts here.");
            return null;
        }

        if (kept is { } before)
        {
            if (before.KeyId != head.KeyId)
                session.Talk.Say($"The log is signed by another key than last time: {head.KeyId}. Keys change once a year; ask the operator whether it is his.");
            if (head.Size < before.Size)
                problems.Add($"rolled_back: the log had {before.Size} entries when it was seen last and has {head.Size} now.");
            else if (!await IsBeginning(session, before.Size, before.Root, head, cancel))
                problems.Add($"rolled_back: the first {before.Size} entries are not those that were seen last.");
        }

        return head;
    }

    private static async Task<bool> IsBeginning(Session session, long size, byte[] root, SignedHead head, CancellationToken cancel)
    {
        var answer = await session.Api.Get(Log(session, $"api/v1/audit/consistency?from={size}&to={head.Size}"), cancel);
        return Merkle.VerifyConsistency(size, head.Size, root, head.Root, [.. answer["data"]!["attributes"]!["path"]!.AsArray().Select(hash => Base64Url.DecodeFromChars((string)hash!))]);
    }

    private static async Task<int> Offline(ParseResult parsed, string file, CancellationToken cancel)
    {
        var trusted = parsed.GetValue(_keys) is { } path ? KeysOf(await File.ReadAllTextAsync(path, cancel)) : null;
        var log = Guid.Empty;
        ExportCheck? check = null;
        await foreach (var line in File.ReadLinesAsync(file, cancel))
        {
            if (check is null)
            {
                using var header = JsonDocument.Parse(line);
                log = header.RootElement.GetProperty("log").GetGuid();
                check = new ExportCheck(trusted, Heads.Of(log) is { } kept ? [new SignedHead(log, kept.Size, kept.Root, default, kept.KeyId, kept.Jws)] : []);
            }

            if (line.Length > 0)
                check.Line(line);
        }

        if (check is null)
            throw Failure.Usage($"{file} is empty.");
        check.Finish();
        var talk = new Talk(parsed);
        if (trusted is null && check.Head is { } head && Heads.Of(log)?.KeyId != head.KeyId)
            talk.Say($"The keys are those of the file itself. Compare {head.KeyId} with the operator's, or give --keys.");
        return Tell(new DataWriter(parsed), talk, new JsonObject
        {
            ["ok"] = check.Findings.Count == 0,
            ["log"] = log.ToString(),
            ["from"] = check.From,
            ["size"] = check.Size,
            ["compared"] = check.Entries,
            ["archived"] = check.Sealed,
            ["erased"] = check.Erased,
            ["key_id"] = check.Head?.KeyId,
            ["follows_from"] = check.Fitted.Count > 0 ? check.Fitted.Max() : null,
        }, check.Findings, check.Head);
    }

    private static int Tell(DataWriter data, Talk talk, JsonObject result, List<string> problems, SignedHead? head)
    {
        if (data.IsJson)
            result["findings"] = new JsonArray([.. problems.Select(problem => (JsonNode)problem)]);
        data.One(result);
        foreach (var problem in problems)
            talk.Say(problem);
        if (problems.Count == 0 && head is not null)
            Heads.Keep(head);
        return problems.Count == 0 ? ExitCode.Ok : ExitCode.Failed;
    }

    private static async Task<int> Export(Session session, CancellationToken cancel)
    {
        var path = Log(session, $"api/v1/audit/log?from={session.Parsed.GetValue(_from)}{(session.Parsed.GetValue(_limit) is { } limit ? $"&limit={limit}" : "")}");
        var target = session.Parsed.GetValue(_target);
        await session.Api.Send(() => new HttpRequestMessage(HttpMethod.Get, path), async answer =>
        {
            await using var output = target is null ? Console.OpenStandardOutput() : File.Create(target);
            await answer.Content.CopyToAsync(output, cancel);
            return true;
        }, cancel);
        if (target is not null)
            session.Talk.Say($"Wrote {target}. Verify it: ashlar audit verify --file {target}");
        return ExitCode.Ok;
    }

    private static async Task<int> Head(Session session, CancellationToken cancel)
    {
        var problems = new List<string>();
        var head = await Follow(session, problems, cancel);
        var result = head is null ? new JsonObject { ["size"] = 0 } : new JsonObject
        {
            ["log"] = head.Log.ToString(),
            ["size"] = head.Size,
            ["root"] = Base64Url.EncodeToString(head.Root),
            ["time"] = AuditLeaf.Moment(head.Time.UtcDateTime),
            ["key_id"] = head.KeyId,
            ["jws"] = head.Jws,
        };
        return Tell(session.Data, session.Talk, result, problems, head);
    }

    private static async Task<int> Alerts(Session session, CancellationToken cancel)
    {
        List<(string, string)> query = [("sort", "-created_at"), .. session.Parsed.GetValue(_all) ? [] : new[] { ("filter[status]", "open") }];
        var alerts = await Rows.List(session.Api, "api/v1/audit/alerts", query, 10_000, cancel);
        session.Data.Many(session.Data.IsJson ? alerts : [.. alerts.Select(DataWriter.Flat)], ["created_at", "rule", "title", "subject", "status", "id"]);
        return ExitCode.Ok;
    }

    private static async Task<int> Erase(Session session, CancellationToken cancel)
    {
        var order = new JsonObject { ["reason"] = session.Parsed.GetValue(_reason), ["rehearse"] = session.Parsed.GetValue(_rehearse) };
        if (session.Parsed.GetValue(_user) is { } user)
            order["user_id"] = Guid.TryParse(user, out var id) ? id.ToString() : await Member(session, user, cancel);
        if (session.Parsed.GetValue(_row) is { } row)
            order["row"] = row;

        if (session.Parsed.GetValue(_text) is { Length: > 0 } texts)
            order["texts"] = new JsonArray([.. texts.Select(text => (JsonNode)text)]);
        if (await session.Api.Write(HttpMethod.Post, "api/v1/audit/erasures/erase", order, cancel) is { } answer)
            session.Data.One((JsonObject)(answer["data"]!["attributes"] ?? answer["data"]!).DeepClone());
        return ExitCode.Ok;
    }

    private static async Task<string> Member(Session session, string email, CancellationToken cancel) =>
        (await Rows.List(session.Api, "api/v1/org/users", [("filter[email]", email)], 2, cancel)) is [var one] ? (string)one["id"]! : throw Failure.Usage($"There is no member {email}.");

    private static async Task<int> Syslog(Session session, CancellationToken cancel)
    {
        session.Data.One((JsonObject)(await session.Api.Get("api/v1/audit/syslog", cancel))["data"]!["attributes"]!.DeepClone());
        return ExitCode.Ok;
    }

    private static async Task<int> Acknowledge(Session session, CancellationToken cancel)
    {
        await session.Api.Write(HttpMethod.Post, $"api/v1/audit/alerts/{Uri.EscapeDataString(session.Parsed.GetValue(_alert)!)}/acknowledge", new JsonObject { ["note"] = session.Parsed.GetValue(_note) }, cancel);
        if (session.Api.InsteadOfWriting is null)
            session.Talk.Say("Acknowledged.");
        return ExitCode.Ok;
    }

    private static Dictionary<string, ECDsa> KeysOf(string json)
    {
        using var set = JsonDocument.Parse(json);
        return SignedHead.Keys(set.RootElement);
    }
}
