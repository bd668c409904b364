using Ashlar.Contract.Errors;

namespace Ashlar.Core.Hooks;

/// <summary>What can go wrong with incoming webhooks. The sender learns no more than it must.</summary>
internal static class HookErrors
{
    public static readonly Error NotVerified = new("hook_not_verified", ErrorKind.Unauthenticated, "The signature does not fit the request.");
    public static readonly Error Full = new("hook_busy", ErrorKind.Unavailable, "Too much arrives at once. Send it again in a moment.");
    public static readonly Error NothingToDo = new("hook_not_waiting", ErrorKind.Conflict, "This request is under way already.");

    public static Error SecretNeeded(string kind) => new("hook_secret_needed", ErrorKind.Invalid, $"Requests of the kind {kind} are checked with a secret. Give the one that the sender shows.", "secret");

    public static Error SecretUnusable(string why) => new("hook_secret_unusable", ErrorKind.Invalid, why, "secret");
}
