using Ashlar.Contract.Errors;
using Ashlar.Core.Access;
using Ashlar.Core.Http;
using Ashlar.Core.Http.OpenApi;
using Ashlar.Core.Identity.Accounts;
using Ashlar.Core.Identity.Mail;
using Ashlar.Core.Identity.Passwords;
using Ashlar.Core.Identity.Sessions;

namespace Ashlar.Core.Identity.Endpoints;

/// <summary>Accounts: made, confirmed, invited; their passwords changed and reset.</summary>
internal static class AccountEndpoints
{
    private const string Link = "The link is the proof.";

    public static void MapAccounts(this RouteGroupBuilder auth)
    {
        auth.MapPost("/register", SignUp).Anonymous("Whoever registers has no account yet.").Describes(AuthDocs.Register);
        auth.MapPost("/verify_email", Verify).Anonymous(Link).Describes(AuthDocs.VerifyEmail);
        auth.MapPost("/password", Change).SignedIn(tenantRequired: false).Describes(AuthDocs.ChangePassword);
        auth.MapPost("/password/forgot", Forgot).Anonymous("Whoever forgot the password cannot sign in.").Describes(AuthDocs.ForgotPassword);
        auth.MapPost("/password/reset", Reset).Anonymous(Link).Describes(AuthDocs.ResetPassword);
        auth.MapGet("/password/policy", Policy).Anonymous("The form for a new password tells the rules.").Describes(AuthDocs.PasswordPolicy);
        auth.MapGet("/invitations/{token}", Show).Anonymous(Link).Describes(AuthDocs.Invitation);
        auth.MapPost("/invitations/{token}/accept", Accept).Anonymous(Link).Describes(AuthDocs.AcceptInvitation);
    }

    private static async Task<IResult> SignUp(HttpContext context, Register register, Mailbox mailbox, CancellationToken cancel)
    {
        var read = await AuthBody.Read(context, "email", "password", "name");
        if (!read.Succeeded)
            return Envelope.Failure(read.Error);
        var (email, password, name) = (read.Value.Required("email"), read.Value.Required("password"), read.Value.Required("name"));
        if ((read.Value.Error ?? await register.Run(email, password, name, context.Request().Info, cancel)) is { } error)
            return Envelope.Failure(error);
        return Accepted(context, "registration", mailbox, "Open the link in the mail we send to this address.");
    }

    private static async Task<IResult> Verify(HttpContext context, Register register, CancellationToken cancel)
    {
        var read = await AuthBody.Read(context, "token");
        if (!read.Succeeded)
            return Envelope.Failure(read.Error);
        var token = read.Value.Required("token");
        return Done(read.Value.Error ?? await register.Verify(token, context.Request().Info, cancel));
    }

    private static async Task<IResult> Change(HttpContext context, ChangePassword change, CancellationToken cancel)
    {
        var read = await AuthBody.Read(context, "current_password", "new_password");
        if (!read.Succeeded)
            return Envelope.Failure(read.Error);
        var (current, password) = (read.Value.Required("current_password"), read.Value.Required("new_password"));
        return Done(read.Value.Error ?? await change.Run(context.Caller(), current, password, SignInRequest.From(context, context.Caller().ByCookie, context.Caller().Tenant?.Code), cancel));
    }

    private static async Task<IResult> Forgot(HttpContext context, ResetPassword reset, Mailbox mailbox, CancellationToken cancel)
    {
        var read = await AuthBody.Read(context, "email");
        if (!read.Succeeded)
            return Envelope.Failure(read.Error);
        var email = read.Value.Required("email");
        if (read.Value.Error is { } error)
            return Envelope.Failure(error);
        await reset.Forgot(email, context.Request().Info, cancel);
        return Accepted(context, "password_reset", mailbox, "If this address has an account, a mail with a link is on its way.");
    }

    private static async Task<IResult> Reset(HttpContext context, ResetPassword reset, CancellationToken cancel)
    {
        var read = await AuthBody.Read(context, "token", "password");
        if (!read.Succeeded)
            return Envelope.Failure(read.Error);
        var (token, password) = (read.Value.Required("token"), read.Value.Required("password"));
        return Done(read.Value.Error ?? await reset.Reset(token, password, context.Request().Info, cancel));
    }

    private static IResult Policy(PasswordRules rules, IdentityOptions options, Mailbox mailbox)
    {
        var policy = rules.Installation;
        return Envelope.One("password_policy", "auth.password_policy", new
        {
            policy.MinLength,
            policy.MaxLength,
            Classes = new { policy.Lower, policy.Upper, policy.Digit, policy.Symbol },
            RefusesCommon = true,
            options.Registration,
            Mail = mailbox.Configured,
        });
    }

    private static async Task<IResult> Show(string token, Invitations invitations, CancellationToken cancel)
    {
        var invitation = await invitations.Show(token, cancel);
        return invitation.Succeeded ? Envelope.One("invitation", "auth.invitation", invitation.Value) : Envelope.Failure(invitation.Error);
    }

    private static async Task<IResult> Accept(HttpContext context, string token, Invitations invitations, IdentityOptions options, CancellationToken cancel)
    {
        var read = await AuthBody.Read(context, "name", "password", "cookie");
        if (!read.Succeeded)
            return Envelope.Failure(read.Error);
        var (name, password, cookie) = (read.Value.Optional("name"), read.Value.Optional("password"), read.Value.Flag("cookie"));
        if (read.Value.Error is { } error)
            return Envelope.Failure(error);
        if (cookie && !SessionEndpoints.MaySetCookies(context, options))
            return Envelope.Failure(CoreErrors.Csrf);
        return SessionEndpoints.Answer(context, await invitations.Accept(token, name, password, context.Request().Caller, SignInRequest.From(context, cookie, null), cancel), options);
    }

    private static IResult Done(Error? error) => error is null ? Results.NoContent() : Envelope.Failure(error);

    private static IResult Accepted(HttpContext context, string type, Mailbox mailbox, string message) => Envelope.One(context.Request().Info.Id ?? type, $"auth.{type}", new
    {
        Message = mailbox.Configured ? message : "This installation has no mail server yet, so no mail can be sent. Ask your administrator for a link.",
        Mail = mailbox.Configured,
    }, StatusCodes.Status202Accepted);
}
