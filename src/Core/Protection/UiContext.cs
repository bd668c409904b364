using System.Text.Json.Nodes;
using Ashlar.Core.Access;
using Ashlar.Core.Http;
using Ashlar.Core.Http.OpenApi;
using Ashlar.Core.Identity;
using Ashlar.Core.Identity.Sessions;
using Ashlar.Core.Tenancy;

namespace Ashlar.Core.Protection;

/// <summary>What a screen must obey for this caller: traits, permissions, and how strictly health information is handled.</summary>
internal static class UiContext
{
    public const string ModeSetting = "core.compliance_mode";
    public const string Standard = "standard";

    private static readonly ApiRoute _route = new("core.ui_context", "Read what screens must obey for me")
    {
        Answer = ("core.ui_context", Schema.Object(
            ("traits", Schema.List(Schema.Text())), ("permissions", Schema.List(Schema.Text())), ("denied", Schema.List(Schema.Text())), ("compliance_mode", Schema.Enum(Clearances.Hipaa, Standard)),
            ("phi", Schema.Object(("authorized", Schema.Flag()), ("break_glass", Schema.Flag()), ("mask", Schema.Flag()), ("reason_required", Schema.Flag()))),
            ("warnings", Schema.List(Schema.Text())),
            ("clipboard", Schema.Enum("allow", "warn")), ("print", Schema.Enum("allow", "warn")), ("idle_timeout_seconds", Schema.Integer(1)))),
    };

    public static void MapUiContext(this IEndpointRouteBuilder routes) => routes.MapGet("/api/v1/ui/context", Read).SignedIn().Describes(_route);

    /// <summary>HIPAA mode holds when the organisation chose it, or the person carries the trait.</summary>
    public static string ModeOf(Caller caller) => IsHipaa(caller.Tenant) || caller.Permissions.Traits.Contains(Clearances.Hipaa) ? Clearances.Hipaa : Standard;

    public static bool IsHipaa(TenantInfo? tenant) => tenant?.Settings.TryGetValue((ModeSetting, Guid.Empty), out var value) == true && value.Value.ValueEquals(Clearances.Hipaa);

    private static IResult Read(HttpContext context, SessionTimeout timeout)
    {
        var caller = context.Caller();
        var strict = ModeOf(caller) == Clearances.Hipaa;
        var traits = caller.Permissions.Traits;
        context.Response.Headers.CacheControl = "no-store";
        return Envelope.One("me", "core.ui_context", new JsonObject
        {
            ["traits"] = List(traits),
            ["permissions"] = List(caller.Permissions.Allow),
            ["denied"] = List(caller.Permissions.Deny),
            ["compliance_mode"] = strict ? Clearances.Hipaa : Standard,
            ["phi"] = new JsonObject
            {
                ["authorized"] = caller.Permissions.PhiAuthorized,
                ["break_glass"] = traits.Contains(Clearances.BreakGlass),
                ["mask"] = true,
                ["reason_required"] = strict,
            },
            ["warnings"] = strict ? List(["phi_handling", .. caller.Permissions.PhiAuthorized ? (string[])["phi_minimum_necessary"] : ["phi_not_authorized"]]) : [],
            ["clipboard"] = strict ? "warn" : "allow",
            ["print"] = strict ? "warn" : "allow",
            ["idle_timeout_seconds"] = (int)timeout.For(caller.Tenant).TotalSeconds,
        });
    }

    private static JsonArray List(IEnumerable<string> values) => [.. values.Select(value => (JsonNode)value)];
}
