namespace Ashlar.Core.Limits;

/// <summary>Puts an endpoint into a class other than the one its address would give it, or lets it take larger bodies.</summary>
internal sealed record LimitedAs(LimitPolicy? Policy, long? MaxBody = null);

/// <summary>What holds for one endpoint.</summary>
/// <param name="Policy">Its class.</param>
/// <param name="MaxBody">Largest body in bytes.</param>
/// <param name="Method">A method of a module whose manifest states a limit: its counter's name.</param>
/// <param name="MethodRate">That limit, over everybody of an organisation.</param>
/// <param name="PlanModule">A module whose plans may state <c>requests_per_minute</c>.</param>
/// <param name="Stream">Stays open; it counts among streams and not among what runs.</param>
internal sealed record EndpointLimit(LimitPolicy Policy, long MaxBody, string? Method, Rate MethodRate, string? PlanModule, bool Stream);

internal static class EndpointLimitExtensions
{
    public static TBuilder Limited<TBuilder>(this TBuilder builder, LimitPolicy policy) where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new LimitedAs(policy));

    /// <summary>For uploads.</summary>
    public static TBuilder TakesUpTo<TBuilder>(this TBuilder builder, long bytes) where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new LimitedAs(null, bytes));
}
