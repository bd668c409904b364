using Ashlar.Contract.Errors;

namespace Ashlar.Core.Identity.Providers;

/// <summary>What can go wrong with providers and whom they vouch for. What exactly was wrong with an answer stands in the log, not in the message.</summary>
internal static class ProviderErrors
{
    public static readonly Error VisitOver = new("provider_visit_over", ErrorKind.Unauthenticated, "This sign-in took too long, was finished already or began in another browser. Begin again.");
    public static readonly Error Untrusted = new("provider_answer_untrusted", ErrorKind.Unauthenticated, "The provider's answer could not be verified, so nobody is signed in. Begin again; if it stays like this, tell your administrator.");
    public static readonly Error Unavailable = new("provider_unavailable", ErrorKind.Unavailable, "The provider cannot be reached or answers with something else than was agreed. Try again, or sign in another way.");
    public static readonly Error UnknownIdentity = new("identity_unknown", ErrorKind.Forbidden, "Nobody here is linked to this identity, and the provider's settings do not let it in. Sign in another way and link it in your profile, or ask an administrator for an invitation.");
    public static readonly Error Locked = new("identity_locked", ErrorKind.Unauthenticated, "This account is disabled or locked for a while.");
    public static readonly Error IdentityTaken = new("identity_taken", ErrorKind.Conflict, "This identity is linked to another account.");
    public static readonly Error LastWay = new("last_way_to_sign_in", ErrorKind.Conflict, "It is your only way to sign in. Set a password or link another identity first.");
    public static readonly Error NoFreshProof = new("provider_no_fresh_proof", ErrorKind.Forbidden, "The provider did not ask for your proof again, or somebody else gave it. Sign out and sign in again.");
    public static readonly Error FactorNeeded = new("provider_is_no_factor", ErrorKind.Forbidden, "You have a second factor, so prove that one.");
    public static readonly Error Confined = new("session_confined", ErrorKind.Forbidden, "Your organisation vouches for this session, so it opens that organisation and nothing that belongs to your account alone. Sign in with your own password or passkey for this.");
    public static readonly Error EverythingNeeded = new("provider_needs_everything", ErrorKind.Forbidden, "A provider can let anybody in as any member, so only somebody who may do everything here can change one.");

    public static Error Refused(string reason) => new("provider_refused", ErrorKind.Forbidden, $"The provider did not sign you in: {reason}.");

    public static Error AddressRefused(string reason) => new("provider_address_refused", ErrorKind.Invalid, reason, "issuer");

    public static Error Unusable(string reason) => new("provider_unusable", ErrorKind.Invalid, reason, "issuer");
}
