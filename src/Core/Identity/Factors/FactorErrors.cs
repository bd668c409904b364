using Ashlar.Contract.Errors;

namespace Ashlar.Core.Identity.Factors;

/// <summary>What can go wrong with second factors.</summary>
internal static class FactorErrors
{
    public static readonly Error MfaRequired = new("mfa_required", ErrorKind.Forbidden, "This needs a second factor. Set one up under /api/v1/auth/factors, or sign in with the one you have.");
    public static readonly Error StepUpRequired = new("step_up_required", ErrorKind.Forbidden, "Prove once more that it is you: send a factor, or your password if you have none, to /api/v1/auth/step_up.");
    public static readonly Error InvalidCode = new("invalid_code", ErrorKind.Unauthenticated, "This code is wrong, was used already or has expired, or the account is locked for a while.", "code");
    public static readonly Error WrongProof = new("wrong_proof", ErrorKind.Invalid, "This proof is wrong, was used already or has expired, or the account is locked for a while.");
    public static readonly Error ChallengeOver = new("challenge_over", ErrorKind.Unauthenticated, "This sign-in took too long or was tried too often. Begin again.");
    public static readonly Error PasskeyRefused = new("passkey_refused", ErrorKind.Unauthenticated, "This passkey was not accepted. Try again, or sign in another way.");
    public static readonly Error PasskeyInvalid = new("passkey_invalid", ErrorKind.Invalid, "The answer of the authenticator is not valid for this address.", "credential");
    public static readonly Error PasskeyKnown = new("passkey_known", ErrorKind.Conflict, "This passkey is set up already.", "credential");
    public static readonly Error TooManyFactors = new("too_many_factors", ErrorKind.Conflict, "You have as many factors as an account can have. Remove one first.");
    public static readonly Error FactorExists = new("factor_exists", ErrorKind.Conflict, "You have a factor of this kind already.", "kind");
    public static readonly Error LastFactor = new("last_factor", ErrorKind.Conflict, "Your organisation asks for a second factor. Set up another one before you remove this one.");
    public static readonly Error NoMail = new("mail_unavailable", ErrorKind.Conflict, "This installation has no mail server, so it cannot send codes by mail.", "kind");
    public static readonly Error NoSms = new("sms_unavailable", ErrorKind.Conflict, "This installation has no SMS gateway, so it cannot send codes to telephones.", "kind");
    public static readonly Error SmsFailed = new("sms_failed", ErrorKind.Unavailable, "The SMS gateway did not take the message. Try again, or use another factor.");
    public static readonly Error SmsRefused = new("sms_refused", ErrorKind.Invalid, "The SMS gateway does not deliver to this number. Check it.", "phone");
    public static readonly Error SentTooOften = new("sent_too_often", ErrorKind.Limited, "A code was sent a moment ago. Wait before you ask for another one.");
    public static readonly Error NothingSent = new("no_code_by_this_factor", ErrorKind.Invalid, "This factor sends no codes.", "factor");
    public static readonly Error Floor = new("mfa_floor", ErrorKind.Forbidden, "The installation asks for more. An organisation can be stricter, not laxer.", "value");
    public static readonly Error SharedMember = new("shared_member", ErrorKind.Forbidden, "This person also belongs to another organisation. The operator of the installation can reset the factors.");
}
