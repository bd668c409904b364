using System.Text.Json.Nodes;
using Ashlar.Core.Http.OpenApi;
using Ashlar.Core.Identity.Providers.Admin;
using Ashlar.Core.Identity.Providers.People;

namespace Ashlar.Core.Identity.Endpoints;

/// <summary>What the API document says about providers of sign-in.</summary>
internal static class ProviderDocs
{
    public static readonly ApiRoute Offered = new("auth.provider.list", "List the providers one can sign in with")
    {
        Query = [("tenant?", Schema.Text(), "Code of the organisation whose own providers are listed too; at an address of an organisation those are listed anyway.")],
        Answer = ("auth.provider", Button()),
        Many = true,
    };

    public static readonly ApiRoute Begin = new("auth.provider.begin", "Go to a provider to sign in")
    {
        Description = "Send the browser to the url. The provider sends it back to /login/callback with state and code, which go to auth.provider.complete from the same browser: a cookie ties them together.",
        Body = Schema.Closed(("return_to?", Schema.Text().OrNull().Described("A path of this site to go on to.")), ("tenant?", Schema.Text().OrNull().Described("Code of the organisation.")), ("cookie?", Schema.Flag().OrNull())),
        BodyExample = new JsonObject { ["return_to"] = "/t/acme", ["cookie"] = true },
        Answer = Visit(),
        Failures = [403, 404, 503],
    };

    public static readonly ApiRoute Complete = new("auth.provider.complete", "Come back from a provider")
    {
        Description = "Works once, within ten minutes, in the browser that began. A sign-in ends as with auth.login, with the question for a second factor where there is one; linking ends with status linked, a fresh proof with status proven.",
        Body = Schema.Closed(("state", Schema.Text()), ("code?", Schema.Text().OrNull()), ("iss?", Schema.Text().OrNull()), ("error?", Schema.Text().OrNull().Described("Instead of a code: why the provider did not sign in."))),
        BodyExample = new JsonObject { ["state"] = "ap_…", ["code"] = "…" },
        Answer = ("session", AuthDocs.VisitEnd()),
        Failures = [401, 403, 409, 503],
    };

    public static readonly ApiRoute Own = new("auth.identity.list", "List who I am at providers")
    {
        Answer = ("auth.identities", Schema.Object(("identities", Schema.List(TypeSchema.Written(typeof(IdentityView)))), ("providers", Schema.List(Button()).Described("Whose identities I can link.")))),
        Failures = [403],
    };

    public static readonly ApiRoute Link = new("auth.identity.link", "Go to a provider to link my identity there")
    {
        Description = "Ends like a sign-in, with auth.provider.complete. Needs a fresh proof (step-up).",
        Body = Going(), BodyExample = Example(), Answer = Visit(), Failures = [403, 404, 503],
    };

    public static readonly ApiRoute Unlink = new("auth.identity.unlink", "Unlink one of my identities")
    {
        Description = "The last way to sign in stays. Needs a fresh proof (step-up).",
        Failures = [403, 404, 409],
    };

    public static readonly ApiRoute StepUp = new("auth.step_up.provider", "Go to a provider to prove once more that it is me")
    {
        Description = "For whoever has no second factor. The provider must ask for the proof anew. Ends with auth.provider.complete.",
        Body = Going(), BodyExample = Example(), Answer = Visit(), Failures = [404, 503],
    };

    public static readonly ApiRoute List = new("security.provider.list", "List the organisation's providers of sign-in") { Answer = Provider(), Many = true };

    public static readonly ApiRoute Get = new("security.provider.get", "Read a provider of sign-in") { Answer = Provider(), Failures = [404] };

    public static readonly ApiRoute Create = new("security.provider.create", "Set up a provider of sign-in")
    {
        Description = "Of the organisation; in the operator's, of the whole installation. Only for somebody who may do everything here. Needs a fresh proof (step-up).",
        Body = Body(), BodyExample = BodyExample(), Answer = Provider(), Status = 201, Failures = [403],
    };

    public static readonly ApiRoute Replace = new("security.provider.replace", "Change a provider of sign-in")
    {
        Description = "Without client_secret the secret stays; an empty one takes it away. Disabling it, or another issuer, ends the sessions it vouched for. Needs a fresh proof (step-up).",
        Body = Body(), BodyExample = BodyExample(), Answer = Provider(), Failures = [403, 404],
    };

    public static readonly ApiRoute Delete = new("security.provider.delete", "Remove a provider of sign-in") { Description = "Ends the sessions it vouched for. Needs a fresh proof (step-up).", Failures = [403, 404] };

    public static readonly ApiRoute TestIssuer = new("security.provider.test_issuer", "Test an issuer before it is set up")
    {
        Description = "Reads what the issuer says about itself, and its keys; says in words what is wrong.",
        Body = Schema.Closed(("issuer", Schema.Text())), BodyExample = new JsonObject { ["issuer"] = "https://accounts.google.com" }, Answer = Test(),
    };

    public static readonly ApiRoute TestProvider = new("security.provider.test", "Test a provider of sign-in") { Description = "Also asks the provider whether it knows the client.", Answer = Test(), Failures = [404, 422] };

    public static JsonObject Button() => Schema.Object(("id", Schema.Uuid()), ("name", Schema.Text()), ("issuer", Schema.Text()));

    private static JsonObject Going() => Schema.Closed(("provider", Schema.Uuid()), ("return_to?", Schema.Text().OrNull()));

    private static JsonObject Example() => new() { ["provider"] = "01980a3c-5d10-7c44-9f2e-6f1d2b3c4d5e", ["return_to"] = "/t/acme/profile/security" };

    private static (string, JsonObject) Visit() => ("auth.visit", Schema.Object(("url", Schema.Text()), ("expires_in", Schema.Integer(0))));

    private static JsonObject Body() => Schema.Closed(
        ("name", Schema.Text().Described("As the button says it.")), ("issuer", Schema.Text().Described("Exactly as the provider names itself.")), ("client_id", Schema.Text()),
        ("client_secret?", Schema.Text().OrNull().Described("The secret, or a reference ${secret:name} to one.")), ("scopes?", Schema.List(Schema.Text()).OrNull()),
        ("domains?", Schema.List(Schema.Text()).OrNull().Described("Only people with a confirmed address in one of these are let in; everybody when empty.")),
        ("link_existing?", Schema.Flag().Described("Whether somebody with an account is recognised by a confirmed address.")),
        ("first_sign_in?", Schema.Enum("refuse", "create").Described("What happens to somebody without an account.")), ("role_id?", Schema.Uuid().OrNull().Described("The role of accounts that are made.")), ("enabled?", Schema.Flag()));

    private static JsonObject BodyExample() => new()
    {
        ["name"] = "Google", ["issuer"] = "https://accounts.google.com", ["client_id"] = "1234.apps.googleusercontent.com", ["client_secret"] = "correct-horse-battery",
        ["domains"] = new JsonArray("example.com"), ["link_existing"] = true, ["first_sign_in"] = "create",
    };

    private static (string, JsonObject) Provider() => ("security.provider", Schema.Object(
        ("name", Schema.Text()), ("issuer", Schema.Text()), ("client_id", Schema.Text()), ("has_secret", Schema.Flag()), ("secret_reference", Schema.Text().OrNull()), ("scopes", Schema.List(Schema.Text())), ("domains", Schema.List(Schema.Text())),
        ("link_existing", Schema.Flag()), ("first_sign_in", Schema.Enum("refuse", "create")), ("role_id", Schema.Uuid().OrNull()), ("enabled", Schema.Flag()), ("redirect_uri", Schema.Text().Described("What must be registered at the provider.")),
        ("version", Schema.Integer(1)), ("created_at", Schema.Moment()), ("updated_at", Schema.Moment()), ("updated_by", Schema.Text())));

    private static (string, JsonObject) Test() => ("security.provider_test", TypeSchema.Written(typeof(ProviderTest)));
}
