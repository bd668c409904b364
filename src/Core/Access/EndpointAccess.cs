namespace Ashlar.Core.Access;

/// <summary>Who may call an endpoint. Every endpoint carries exactly one; a test walks the running table.</summary>
internal abstract record EndpointAccess;

/// <summary>No sign-in needed, for a stated reason.</summary>
internal sealed record AnonymousAccess(string Reason) : EndpointAccess;

/// <summary>Any signed-in user, with or without a chosen tenant; with an API key only where that is said.</summary>
internal sealed record SignedInAccess(bool TenantRequired, bool Keys = false) : EndpointAccess;

/// <summary>A module, by a key of its own with this scope.</summary>
internal sealed record ModuleAccess(string Scope) : EndpointAccess;

/// <summary>Signed in, in an active tenant that subscribes to the permission's module, holding the permission.</summary>
internal sealed record PermissionAccess(string Permission, string? Feature = null) : EndpointAccess
{
    public string Module { get; } = Permission[..Permission.IndexOf(':')];
}

/// <summary>Beside who may call: only somebody who has proven to be the one a moment ago.</summary>
internal sealed record StepUpNeeded
{
    public static readonly StepUpNeeded Value = new();
}

/// <summary>It concerns the account in all its organisations, so a session that one organisation vouches for does not open it.</summary>
internal sealed record OwnAccountNeeded
{
    public static readonly OwnAccountNeeded Value = new();
}

internal static class EndpointAccessExtensions
{
    public static TBuilder Anonymous<TBuilder>(this TBuilder builder, string reason) where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new AnonymousAccess(reason));

    public static TBuilder SignedIn<TBuilder>(this TBuilder builder, bool tenantRequired = true, bool keys = false) where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new SignedInAccess(tenantRequired, keys));

    public static TBuilder ForModules<TBuilder>(this TBuilder builder, string scope) where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new ModuleAccess(scope));

    public static TBuilder Requires<TBuilder>(this TBuilder builder, string permission, string? feature = null) where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new PermissionAccess(permission, feature));

    /// <summary>Only for a session that speaks for the whole account; else 403 <c>session_confined</c>.</summary>
    public static TBuilder OwnAccount<TBuilder>(this TBuilder builder) where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(OwnAccountNeeded.Value);

    /// <summary>The proof must be fresh: a factor within the last minutes, or the password of whoever has none; else 403 <c>step_up_required</c>.</summary>
    public static TBuilder StepUp<TBuilder>(this TBuilder builder) where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(StepUpNeeded.Value);
}
