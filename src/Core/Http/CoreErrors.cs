using Ashlar.Contract.Errors;

namespace Ashlar.Core.Http;

/// <summary>Every failure of the core that is not particular to one capability.</summary>
internal static class CoreErrors
{
    public static readonly Error Internal = new("internal", ErrorKind.Unavailable, "Something went wrong on our side. Try again, and quote the request id if it stays.");
    public static readonly Error Unavailable = new("unavailable", ErrorKind.Unavailable, "The database does not answer. Try again in a moment.");
    public static readonly Error DatabaseFull = new("database_full", ErrorKind.Unavailable, "The disk of the database is full. Nothing of this request was saved; send it again when the operator has made room.");
    public static readonly Error Unauthenticated = new("unauthenticated", ErrorKind.Unauthenticated, "Sign in first.");
    public static readonly Error TenantRequired = new("tenant_required", ErrorKind.Forbidden, "Choose an organisation first.");
    public static readonly Error TenantMismatch = new("tenant_mismatch", ErrorKind.Forbidden, "The address names another organisation than the one you are signed in to.");
    public static readonly Error TenantSuspended = new("tenant_suspended", ErrorKind.Locked, "This organisation is suspended. Its data is kept; ask the operator.");
    public static readonly Error Csrf = new("csrf", ErrorKind.Forbidden, "The request does not carry the X-CSRF-Token of this session. Reload the page.");
    public static readonly Error NotFound = new("not_found", ErrorKind.NotFound, "There is nothing here.");
    public static readonly Error VersionConflict = new("version_conflict", ErrorKind.Stale, "Somebody changed this since you read it.");
    public static readonly Error Duplicate = new("duplicate", ErrorKind.Conflict, "A row with this value exists already.");
    public static readonly Error InUse = new("in_use", ErrorKind.Conflict, "Other rows still point here.");
    public static readonly Error Busy = new("busy", ErrorKind.Conflict, "Another change of the same rows is under way. Try again.");
    public static readonly Error TooLarge = new("too_large", ErrorKind.TooLarge, "The request is larger than allowed.");
    public static readonly Error UnsupportedMediaType = new("unsupported_media_type", ErrorKind.Unsupported, "Send application/json.");
    public static readonly Error MethodNotAllowed = new("method_not_allowed", ErrorKind.Malformed, "This address does not answer this method.");
    public static readonly Error IdempotencyMismatch = new("idempotency_mismatch", ErrorKind.Invalid, "This Idempotency-Key was used with another request.");
    public static readonly Error IdempotencyRunning = new("idempotency_running", ErrorKind.Conflict, "The first request with this Idempotency-Key is still running.");

    public static Error Malformed(string message) => new("malformed", ErrorKind.Malformed, message);

    public static Error PermissionDenied(string permission) => new("permission_denied", ErrorKind.Forbidden, $"Missing permission: {permission}")
    {
        Details = [new FieldError("permission", permission, "permission_denied")],
    };

    public static Error NotSubscribed(string module) => new("not_subscribed", ErrorKind.NotSubscribed, $"Your organisation does not subscribe to {module}.");

    public static Error FeatureOff(string feature) => new("feature_off", ErrorKind.NotSubscribed, $"Your plan does not include {feature}.");

    public static Error LimitReached(string limit, long max) => new("limit_reached", ErrorKind.NotSubscribed, $"Your plan allows {max} {limit}. Upgrade to add more.");

    public static Error Validation(IReadOnlyList<FieldError> details) => new("validation", ErrorKind.Invalid, details.Count == 1 ? details[0].Message : $"{details.Count} fields need attention.")
    {
        Details = details,
    };

    public static Error Validation(string field, string message, string code = "invalid") => Validation([new FieldError(field, message, code)]);
}
