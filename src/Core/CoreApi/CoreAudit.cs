using System.Text.Json;
using System.Text.Json.Nodes;
using Ashlar.Contract.Errors;
using Ashlar.Core.Audit;
using Ashlar.Core.Http;
using Ashlar.Core.Tenancy;

namespace Ashlar.Core.CoreApi;

/// <summary>What a module reports about itself. Which module it is, the key says and not the body; the entry is the call's own.</summary>
internal static class CoreAudit
{
    private const int LongestDetails = 32 * 1024;
    private const string Action = "core.audit.log";

    public static async Task Log(HttpContext context, CoreCalls calls, CorePeople people)
    {
        var body = await JsonBody.Read(context);
        if (!body.Succeeded)
        {
            await calls.Fail(context, Action, body.Error);
            return;
        }

        using var document = body.Value;
        var entry = await Entry(context, document.RootElement, calls, people);
        if (entry.Succeeded)
            await calls.Answer(context, entry.Value, new JsonObject { ["status"] = "logged" });
        else
            await calls.Fail(context, Action, entry.Error);
    }

    private static async Task<Result<AuditEntry>> Entry(HttpContext context, JsonElement body, CoreCalls calls, CorePeople people)
    {
        if (Name(body, "action") is not { } action)
            return CoreApiErrors.Missing("action");
        if (body.TryGetMember("details", out var details) && details.GetRawText().Length > LongestDetails)
            return CoreErrors.TooLarge.Saying("details may have 32 KiB.");

        var user = CoreId.Of(body, "user_id");
        var person = await people.Find(context.Caller(), user, CoreId.Of(body, "tenant_id"), context.RequestAborted);
        var tenant = person.Succeeded ? person.Value.Tenant : await people.Tenant(context.Caller(), CoreId.Of(body, "tenant_id"), context.RequestAborted);
        // Somebody who is no member of the organisation named is not written into its log.
        if (user is not null && !person.Succeeded && CoreId.Of(body, "tenant_id") is not null)
            return person.Error;

        var row = CoreId.Of(body, "resource_id");
        var more = new JsonObject();
        if (details.ValueKind != JsonValueKind.Undefined)
            more["details"] = JsonNode.Parse(details.GetRawText());
        if (row is null && body.TryGetMember("resource_id", out var other))
            more["resource_id"] = other.ValueKind == JsonValueKind.String ? other.GetString() : other.GetRawText();
        if (row?.Legacy is { } number)
            more["resource_id"] = number;
        if (!person.Succeeded && user is { } unmatched)
            more["user_id"] = CoreCalls.Id(unmatched.Id ?? Guid.Empty, unmatched.Legacy);
        return calls.Entry(context, action, tenant?.Id) with
        {
            ActorId = person.Succeeded ? person.Value.User.Id : null,
            ActorName = person.Succeeded ? person.Value.User.Name : context.Caller().Name,
            Resource = Name(body, "resource_type"),
            ResourceId = row?.Id,
            Details = more.Count > 0 ? more.ToJsonString() : null,
        };
    }

    private static string? Name(JsonElement body, string member) =>
        body.TryGetMember(member, out var value) && value.ValueKind == JsonValueKind.String && CoreCalls.IsName(value.GetString()!) ? value.GetString() : null;
}
