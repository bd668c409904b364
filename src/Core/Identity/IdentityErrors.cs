using Ashlar.Contract.Errors;

namespace Ashlar.Core.Identity;

/// <summary>What can go wrong with signing in and accounts. None of them tells whether an address has an account.</summary>
internal static class IdentityErrors
{
    public static readonly Error InvalidCredentials = new("invalid_credentials", ErrorKind.Unauthenticated, "The e-mail address or the password is wrong, or the account is locked for a while.");
    public static readonly Error EmailUnverified = new("email_unverified", ErrorKind.Forbidden, "Confirm your e-mail address first: open the link in the mail we sent you.");
    public static readonly Error NotAMember = new("not_a_member", ErrorKind.Forbidden, "You are not a member of this organisation.", "tenant");
    public static readonly Error InvalidRefresh = new("invalid_refresh_token", ErrorKind.Unauthenticated, "This refresh token is not valid any more. Sign in again.");
    public static readonly Error InvalidLink = new("invalid_link", ErrorKind.NotFound, "This link is not valid: it was used already, has expired or was never given out. Ask for a new one.");
    public static readonly Error WrongPassword = new("wrong_password", ErrorKind.Invalid, "The current password is wrong.", "current_password");
    public static readonly Error RegistrationClosed = new("registration_closed", ErrorKind.Forbidden, "Accounts here are made by invitation.");
    public static readonly Error Busy = new("busy_signing_in", ErrorKind.Unavailable, "Too many people are signing in at once. Try again in a moment.");
    public static readonly Error AlreadyMember = new("already_member", ErrorKind.Conflict, "This person is a member already.", "email");
    public static readonly Error NotYourself = new("not_yourself", ErrorKind.Conflict, "You cannot disable yourself. Ask another administrator.");
    public static readonly Error NotDisabled = new("not_disabled", ErrorKind.Conflict, "This member is not disabled.");
    public static readonly Error NotActive = new("not_active", ErrorKind.Conflict, "This member has not accepted the invitation yet or is disabled.");
    public static readonly Error Unclaimed = new("unclaimed_account", ErrorKind.Forbidden, "Another organisation invited this address too and its owner has accepted no invitation yet. Invite again after that, or set up mail, which brings the link to its owner alone.");
    public static readonly Error SharedAccount = new("shared_account", ErrorKind.Forbidden, "This person also belongs to another organisation and resets the password alone.");
}
