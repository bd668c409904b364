using Ashlar.Contract.Errors;

namespace Ashlar.Core.Keys;

/// <summary>What can go wrong with API keys. Somebody without a valid key learns nothing but that.</summary>
internal static class KeyErrors
{
    public static readonly Error Invalid = new("invalid_api_key", ErrorKind.Unauthenticated, "Invalid API key");
    public static readonly Error Expired = new("api_key_expired", ErrorKind.Unauthenticated, "Invalid API key: it has expired. Make a new one or rotate it before its end.");
    public static readonly Error Address = new("api_key_address", ErrorKind.Forbidden, "This API key may not be used from this address.");
    public static readonly Error PeopleOnly = new("api_key_not_allowed", ErrorKind.Forbidden, "An API key cannot do this: sign in.");
    public static readonly Error ModulesOnly = new("module_key_not_allowed", ErrorKind.Forbidden, "The key of a module reaches the Core API (/api/v1/core) only.");
    public static readonly Error NoKeysByKey = new("api_key_makes_no_keys", ErrorKind.Forbidden, "Keys are made, rotated and revoked by people who are signed in.");
    public static readonly Error NotYours = new("not_your_key", ErrorKind.Forbidden, "Only its owner can rotate the key of a person. Revoke it instead.");
    public static readonly Error NotPending = new("key_not_pending", ErrorKind.Conflict, "This key does not wait for approval.");
    public static readonly Error NotActive = new("key_not_active", ErrorKind.Conflict, "This key was refused or revoked. Make a new one.");

    public static Error NotADeveloper(string module) => new("not_a_developer", ErrorKind.Forbidden, $"You are not registered as a developer of {module}. Ask the operator.", "module_name");
}
