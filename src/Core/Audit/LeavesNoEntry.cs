namespace Ashlar.Core.Audit;

/// <summary>A write that leaves no entry in the log when it succeeds, and why. The list is published in docs/ops/open-routes.md.</summary>
internal sealed record LeavesNoEntry(string Reason);

internal static class LeavesNoEntryExtensions
{
    public static TBuilder LeavesNoEntry<TBuilder>(this TBuilder builder, string reason) where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new LeavesNoEntry(reason));
}
