using Ashlar.Contract.Errors;

namespace Ashlar.Core.Webhooks;

/// <summary>What can go wrong with webhooks.</summary>
internal static class WebhookErrors
{
    public static readonly Error Disabled = new("webhook_disabled", ErrorKind.Conflict, "This endpoint is disabled. Enable it first.");

    public static readonly Error OtherOwner = new("webhook_owner_changed", ErrorKind.Conflict, "This event was prepared with the rights of an earlier owner of the endpoint and is not sent with the rights of another.");

    public static readonly Error PersonNeeded = new("webhook_person_needed", ErrorKind.Forbidden, "An endpoint sees what the person sees who changed it last, so a key that may do less than everything cannot make or change one. Sign in.");

    public static Error AddressRefused(string reason) => new("webhook_address_refused", ErrorKind.Invalid, reason, "url");

    public static Error UnknownEvent(string pattern) => new("unknown_event", ErrorKind.Invalid, $"No event matches '{pattern}'. Name one such as crm.deal_won, or several with a star at the end: crm.*", "events");
}
