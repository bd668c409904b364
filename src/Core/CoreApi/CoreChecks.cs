using System.Text.Json;
using System.Text.Json.Nodes;
using Ashlar.Contract.Errors;
using Ashlar.Core.Http;
using Ashlar.Core.Identity;

namespace Ashlar.Core.CoreApi;

/// <summary>One question, or up to 200 as <c>{"checks":[…]}</c>. Somebody unknown is allowed nothing.</summary>
internal static class CoreChecks
{
    private const int Most = 200;
    private const string Action = "core.rbac.check";

    public static async Task Run(HttpContext context, CoreCalls calls, CorePeople people)
    {
        var body = await JsonBody.Read(context);
        if (!body.Succeeded)
        {
            await calls.Fail(context, Action, body.Error);
            return;
        }

        using var document = body.Value;
        var batch = document.RootElement.TryGetMember("checks", out var checks);
        if (batch && (checks.ValueKind != JsonValueKind.Array || checks.GetArrayLength() > Most))
        {
            await calls.Fail(context, Action, CoreApiErrors.Missing($"checks must be a list of at most {Most} questions; a list"));
            return;
        }

        var asked = new List<Asked>();
        foreach (var question in batch ? [.. checks.EnumerateArray()] : (JsonElement[])[document.RootElement])
        {
            var one = await Ask(context.Caller(), question, people, context.RequestAborted);
            if (!one.Succeeded)
            {
                await calls.Fail(context, Action, one.Error);
                return;
            }

            asked.Add(one.Value);
        }

        await Answer(context, calls, asked, batch);
    }

    private static async ValueTask<Result<Asked>> Ask(Caller caller, JsonElement question, CorePeople people, CancellationToken cancel)
    {
        if (question.ValueKind != JsonValueKind.Object || CoreId.Of(question, "user_id") is not { } user)
            return CoreApiErrors.Missing("user_id");
        if (!question.TryGetMember("permission", out var permission) || permission.ValueKind != JsonValueKind.String || !CoreCalls.IsName(permission.GetString()!))
            return CoreApiErrors.Missing("permission");

        var person = await people.Find(caller, user, CoreId.Of(question, "tenant_id"), cancel);
        if (person.Error == CoreApiErrors.TenantNeeded)
            return person.Error;
        var code = permission.GetString()!;
        // Grants on single rows exist for rows of ours alone, and those have ids of ours.
        var row = CoreId.Of(question, "resource_id")?.Id;
        return new Asked(person.Succeeded ? person.Value : null, user, code, row, person.Succeeded && people.Allows(person.Value, code, row));
    }

    private static Task Answer(HttpContext context, CoreCalls calls, List<Asked> asked, bool batch)
    {
        var tenants = asked.Select(one => one.Person?.Tenant?.Id).Distinct().ToList();
        var entry = calls.Entry(context, Action, tenants is [{ } only] ? only : null) with
        {
            Resource = "org.users",
            ResourceId = asked is [{ Person: { } person }] ? person.User.Id : null,
            Details = new JsonObject { ["checks"] = new JsonArray([.. asked.Select(one => one.Written())]) }.ToJsonString(),
        };
        return calls.Answer(context, entry, batch
            ? new JsonObject { ["results"] = new JsonArray([.. asked.Select(one => new JsonObject { ["allowed"] = one.Allowed })]) }
            : new JsonObject { ["allowed"] = asked[0].Allowed });
    }

    private sealed record Asked(CorePerson? Person, CoreId User, string Permission, Guid? Row, bool Allowed)
    {
        public JsonObject Written()
        {
            var written = new JsonObject { ["user_id"] = Person is null ? CoreCalls.Id(User.Id ?? Guid.Empty, User.Legacy) : Person.User.Id, ["permission"] = Permission, ["allowed"] = Allowed };
            if (Row is { } row)
                written["resource_id"] = row;
            return written;
        }
    }
}
