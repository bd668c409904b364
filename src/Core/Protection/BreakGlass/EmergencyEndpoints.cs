using System.Text.Json.Nodes;
using Ashlar.Contract.Errors;
using Ashlar.Core.Access;
using Ashlar.Core.Http;
using Ashlar.Core.Http.OpenApi;

namespace Ashlar.Core.Protection.BreakGlass;

/// <summary>Emergency access over HTTP: take it with a reason, see who took it, end it.</summary>
internal static class EmergencyEndpoints
{
    private const string Type = "security.emergency";

    private static readonly ApiRoute _list = new("security.emergency.list", "List emergency access, newest first") { Description = "Everybody's for holders of security:break_glass:read, otherwise one's own.", Answer = Shape(), Many = true };

    private static readonly ApiRoute _begin = new("security.emergency.begin", "Take clearance for health information in an emergency")
    {
        Description = "Ends by itself. Every administrator is told, and every read is on record.",
        Body = Schema.Closed(("reason", Schema.Text()), ("minutes?", Schema.Integer(1, EmergencyAccess.LongestMinutes).OrNull())),
        BodyExample = new JsonObject { ["reason"] = "Unconscious patient in the emergency room", ["minutes"] = 30 },
        Answer = Shape(),
        Status = 201,
        Failures = [400, 409],
    };

    private static readonly ApiRoute _end = new("security.emergency.end", "End emergency access before its time") { Answer = Shape() };

    private static readonly Error _userOnly = new("user_only", ErrorKind.Forbidden, "Only a person can take emergency access.");

    public static void MapEmergency(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/security/break_glass", List).SignedIn().Describes(_list);
        routes.MapPost("/api/v1/security/break_glass", Begin).Requires(SecurityModule.UseBreakGlass).Describes(_begin);
        routes.MapPost("/api/v1/security/break_glass/{id:guid}/end", End).SignedIn().Describes(_end);
    }

    private static async Task<IResult> List(HttpContext context, EmergencyAccess access, TimeProvider time, CancellationToken cancel)
    {
        var caller = context.Caller();
        var all = caller.Can(SecurityModule.ReadBreakGlass);
        return Envelope.Many(Type, (await access.List(caller.TenantId, all ? null : caller.UserId ?? Guid.Empty, cancel)).Select(one => (one.Id.ToString(), View(one, time))));
    }

    private static async Task<IResult> Begin(HttpContext context, EmergencyAccess access, TimeProvider time, CancellationToken cancel)
    {
        var body = await TypedBody.Read<BeginBody>(context);
        if (!body.Succeeded)
            return Envelope.Failure(body.Error);
        if (body.Value.Reason is not { } reason || reason.Trim().Length is < 10 or > 500)
            return Envelope.Failure(CoreErrors.Validation("reason", "Say in 10 to 500 characters what the emergency is.", "required"));
        if (body.Value.Minutes is < 1 or > EmergencyAccess.LongestMinutes)
            return Envelope.Failure(CoreErrors.Validation("minutes", $"Between 1 and {EmergencyAccess.LongestMinutes} minutes."));
        if (context.Caller() is not { UserId: not null, Kind: "user" } caller)
            return Envelope.Failure(_userOnly);
        var begun = await access.Begin(caller, context.Request().Info, reason.Trim(), body.Value.Minutes ?? 60, cancel);
        return Envelope.One(begun.Id.ToString(), Type, View(begun, time), StatusCodes.Status201Created);
    }

    private static async Task<IResult> End(HttpContext context, Guid id, EmergencyAccess access, TimeProvider time, CancellationToken cancel) =>
        await access.End(context.Caller(), context.Request().Info, id, context.Caller().Can(SecurityModule.ReadBreakGlass), cancel) is { } ended
            ? Envelope.One(id.ToString(), Type, View(ended, time))
            : Envelope.Failure(CoreErrors.NotFound);

    private static object View(Emergency one, TimeProvider time) => new { one.UserId, one.UserName, one.Reason, one.StartedAt, one.ExpiresAt, one.EndedAt, Active = one.EndedAt is null && one.ExpiresAt > time.GetUtcNow() };

    private static (string, JsonObject) Shape() => (Type, Schema.Object(
        ("user_id", Schema.Uuid()), ("user_name", Schema.Text()), ("reason", Schema.Text()), ("started_at", Schema.Moment()), ("expires_at", Schema.Moment()), ("ended_at", Schema.Moment().OrNull()), ("active", Schema.Flag())));

    internal sealed record BeginBody(string? Reason = null, int? Minutes = null);
}
