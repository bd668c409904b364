using System.Text.Json.Nodes;
using Ashlar.Core.Http.OpenApi;
using Ashlar.Core.Identity.Accounts;
using Ashlar.Core.Identity.Sessions;

namespace Ashlar.Core.Identity.Endpoints;

/// <summary>What the API document says about signing in, accounts and profiles.</summary>
internal static class AuthDocs
{
    public static readonly ApiRoute Login = new("auth.login", "Sign in")
    {
        Description = "With cookie: true the secrets go into cookies instead of the body. Whoever has a second factor gets status second_factor and answers it with POST /api/v1/auth/challenge. Without tenant, whoever belongs to several organisations gets tenant: null and chooses with POST /api/v1/auth/switch.",
        Body = Schema.Closed(("email", Schema.Text("email")), ("password", Schema.Text()), ("tenant?", Schema.Text().OrNull().Described("Code of the organisation.")), ("cookie?", Schema.Flag().OrNull()), ("device_token?", Schema.Text().OrNull().Described("Of a trusted device."))),
        BodyExample = new JsonObject { ["email"] = "name@example.com", ["password"] = "correct horse battery staple" },
        Answer = Session(),
        Failures = [401, 403],
    };

    public static readonly ApiRoute Refresh = new("auth.refresh", "Trade a refresh token for a new session")
    {
        Description = "A refresh token works once; using it again ends the session.",
        Body = Schema.Closed(("refresh_token", Schema.Text())),
        Answer = Session(),
        Failures = [401],
    };

    public static readonly ApiRoute Logout = new("auth.logout", "Sign out") { Failures = [403] };

    public static readonly ApiRoute Switch = new("auth.switch", "Choose another organisation") { Body = Schema.Closed(("tenant", Schema.Text().Described("Code of the organisation."))), Answer = Session() };

    public static readonly ApiRoute Sessions = new("auth.session.list", "List my sessions") { Answer = ("auth.session", TypeSchema.Written(typeof(SessionView))), Many = true };

    public static readonly ApiRoute EndSession = new("auth.session.end", "End one of my sessions");

    public static readonly ApiRoute EndOthers = new("auth.session.end_others", "End all my other sessions");

    public static readonly ApiRoute Me = new("auth.me", "Read who I am and what I may do") { Answer = Profile() };

    public static readonly ApiRoute UpdateMe = new("auth.me.update", "Change my name, language or time zone")
    {
        Body = Schema.Closed(("name?", Schema.Text()), ("locale?", Schema.Text().OrNull()), ("time_zone?", Schema.Text().OrNull())),
        BodyExample = new JsonObject { ["time_zone"] = "Europe/Berlin" },
        Answer = Profile(),
    };

    public static readonly ApiRoute Register = new("auth.register", "Register an account")
    {
        Description = "The answer is the same whether or not the address has an account.",
        Body = Schema.Closed(("email", Schema.Text("email")), ("password", Schema.Text()), ("name", Schema.Text())),
        Answer = Accepted("registration"),
        Status = 202,
        Failures = [403],
    };

    public static readonly ApiRoute VerifyEmail = new("auth.verify_email", "Confirm an e-mail address") { Body = Schema.Closed(("token", Schema.Text())), Failures = [404] };

    public static readonly ApiRoute ChangePassword = new("auth.password.change", "Change my password")
    {
        Description = "Ends all my other sessions.",
        Body = Schema.Closed(("current_password", Schema.Text()), ("new_password", Schema.Text())),
    };

    public static readonly ApiRoute ForgotPassword = new("auth.password.forgot", "Ask for a link to reset a password")
    {
        Description = "The answer is the same whether or not the address has an account.",
        Body = Schema.Closed(("email", Schema.Text("email"))),
        Answer = Accepted("password_reset"),
        Status = 202,
    };

    public static readonly ApiRoute ResetPassword = new("auth.password.reset", "Reset a password with a link") { Body = Schema.Closed(("token", Schema.Text()), ("password", Schema.Text())), Failures = [404] };

    public static readonly ApiRoute PasswordPolicy = new("auth.password.policy", "Read the rules for passwords")
    {
        Answer = ("auth.password_policy", Schema.Object(
            ("min_length", Schema.Integer(1)), ("max_length", Schema.Integer(1)),
            ("classes", Schema.Object(("lower", Schema.Flag()), ("upper", Schema.Flag()), ("digit", Schema.Flag()), ("symbol", Schema.Flag()))),
            ("refuses_common", Schema.Flag()), ("registration", Schema.Any()), ("mail", Schema.Flag()))),
    };

    public static readonly ApiRoute Invitation = new("auth.invitation.get", "Read an invitation") { Answer = ("auth.invitation", TypeSchema.Written(typeof(InvitationView))) };

    public static readonly ApiRoute AcceptInvitation = new("auth.invitation.accept", "Accept an invitation")
    {
        Body = Schema.Closed(("name?", Schema.Text().OrNull()), ("password?", Schema.Text().OrNull()), ("cookie?", Schema.Flag().OrNull())),
        BodyExample = new JsonObject { ["name"] = "Ada Example", ["password"] = "correct horse battery staple" },
        Answer = Session(),
        Failures = [401, 403],
    };

    public static readonly ApiRoute Keys = new("auth.keys", "Read the public keys of access tokens")
    {
        Bare = ("application/jwk-set+json", Schema.Object(("keys", Schema.List(Schema.Object(
            ("kty", Schema.Const("EC")), ("crv", Schema.Const("P-256")), ("use", Schema.Const("sig")), ("alg", Schema.Const("ES256")), ("kid", Schema.Text()), ("x", Schema.Text()), ("y", Schema.Text())))))),
    };

    /// <summary>Either the session or, with status second_factor, the question for one.</summary>
    public static (string, JsonObject) Session() => ("session", Schema.Object([("status", Schema.Enum("complete", "second_factor")), .. SessionMembers(), ("expires_in", Expires())]));

    /// <summary>The same, or how a visit to a provider ended that was no sign-in.</summary>
    public static JsonObject VisitEnd() => Schema.Object([("status", Schema.Enum("complete", "second_factor", "linked", "proven")), .. SessionMembers(), ("expires_in?", Expires()), ("return_to?", Schema.Text().OrNull().Described("Where to go on, as it was asked for."))]);

    private static JsonObject Expires() => Schema.Integer(0).Described("Seconds the access token is valid.");

    private static IEnumerable<(string, JsonObject)> SessionMembers() =>
    [
        ("device_token?", Schema.Text().Described("Of a device that is trusted from now on; send it with the next sign-in.")),
        ("challenge?", Schema.Text().Described("For auth.challenge.answer, with status second_factor.")), ("factors?", Schema.List(FactorDocs.Factor())), ("trust_days?", Schema.Integer(0).Described("How long this device can be trusted; 0 for not at all.")),
        ("access_token?", Schema.Text()), ("token_type?", Schema.Const("Bearer")), ("refresh_token?", Schema.Text()),
        ("user?", User()), ("tenant?", Tenant().OrNull()), ("tenants?", Tenants()),
    ];

    private static (string, JsonObject) Profile() => ("auth.me", Schema.Object(
        ("user", Schema.Object(("id", Schema.Uuid()), ("email", Schema.Text("email")), ("name", Schema.Text()), ("locale", Schema.Text().OrNull()), ("time_zone", Schema.Text().OrNull()))),
        ("tenant", Tenant().OrNull()), ("tenants", Tenants()),
        ("client_id", Schema.Uuid().OrNull()), ("roles", Texts()), ("permissions", Texts()), ("denied", Texts()), ("traits", Texts()), ("defaults", Schema.Object(("locale", Schema.Text().OrNull()), ("time_zone", Schema.Text()), ("currency", Schema.Text())).Described("What holds for whoever chose nothing.")), ("compliance_mode", Schema.Text()), ("operator", Schema.Flag()), ("second_factor", Schema.Object(("required", Schema.Flag()), ("proven", Schema.Flag()), ("set_up", Schema.Flag())).Described("Whether the organisation asks me for one, whether this session has proven one, and whether I have one."))));

    private static JsonObject User() => Schema.Object(("id", Schema.Uuid()), ("email", Schema.Text("email")), ("name", Schema.Text()));

    private static JsonObject Tenant() => Schema.Object(("id", Schema.Uuid()), ("code", Schema.Text()), ("name", Schema.Text()));

    private static JsonObject Tenants() => Schema.List(Schema.Object(("id", Schema.Uuid()), ("code", Schema.Text()), ("name", Schema.Text()), ("status", Schema.Text())));

    private static JsonObject Texts() => Schema.List(Schema.Text());

    private static (string, JsonObject) Accepted(string type) => ($"auth.{type}", Schema.Object(("message", Schema.Text()), ("mail", Schema.Flag().Described("Whether this installation can send mail."))));
}
