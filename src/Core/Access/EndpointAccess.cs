namespace Ashlar.Core.Access;

/// <summary>Who may call an endpoint. Every endpoint carries exactly one; a test walks the running table.</summary>
internal abstract record EndpointAccess;

/// <summary>No sign-in needed, for a stated reason.</summary>
internal sealed record AnonymousAccess(string Reason) : EndpointAccess;

/// <summary>Any signed-in user, with or without a chosen tenant.</summary>
internal sealed record SignedInAccess(bool TenantRequired) : EndpointAccess;

/// <summary>Signed in, in an active tenant that subscribes to the permission's module, holding the permission.</summary>
internal sealed record PermissionAccess(string Permission, string? Feature = null) : EndpointAccess
{
    public string Module { get; } = Permission[..Permission.IndexOf(':')];
}

internal static class EndpointAccessExtensions
{
    public static TBuilder Anonymous<TBuilder>(this TBuilder builder, string reason) where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new AnonymousAccess(reason));

    public static TBuilder SignedIn<TBuilder>(this TBuilder builder, bool tenantRequired = true) where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new SignedInAccess(tenantRequired));

    public static TBuilder Requires<TBuilder>(this TBuilder builder, string permission, string? feature = null) where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new PermissionAccess(permission, feature));
}
