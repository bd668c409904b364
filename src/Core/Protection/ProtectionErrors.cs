using Ashlar.Contract.Errors;

namespace Ashlar.Core.Protection;

/// <summary>What can go wrong with keys, secrets and protected data.</summary>
internal static class ProtectionErrors
{
    public static readonly Error PhiDenied = new("phi_denied", ErrorKind.Forbidden, "This is health information. Reading and changing it takes the trait phi_authorized; an administrator who may set traits can give it.");
    public static readonly Error PhiInText = new("phi_in_text", ErrorKind.Invalid, "A text holds health information, and this organisation takes none in unclassified fields. Take it out, or write it where it is encrypted.");
    public static readonly Error CardNumber = new("card_number", ErrorKind.Invalid, "This looks like a payment card number. Card numbers are never taken here; use a payment provider's token instead.");
    public static readonly Error KeysDestroyed = new("keys_destroyed", ErrorKind.Conflict, "The keys of this organisation were destroyed. Nothing can be encrypted or read for it any more.");
    public static readonly Error Unreadable = new("unreadable", ErrorKind.Unavailable, "Protected content cannot be opened: it was changed outside the product, or its key is missing here. The operator can see which in the log.");
}
