using System.Text.Json.Nodes;

namespace Ashlar.Core.Http.OpenApi;

/// <summary>What the API document says about a hand-written route. Generated routes need none.</summary>
/// <param name="Name">The operation's id: what it acts on and the verb, for example <c>auth.login</c>. Never changes.</param>
/// <param name="Summary">One line, imperative.</param>
internal sealed record ApiRoute(string Name, string Summary)
{
    /// <summary>More than the summary tells.</summary>
    public string? Description { get; init; }

    /// <summary>The body, or null when the request has none.</summary>
    public JsonObject? Body { get; init; }

    /// <summary>A body that works.</summary>
    public JsonObject? BodyExample { get; init; }

    /// <summary>Parameters of the query string; <c>?</c> after a name means that it may be missing.</summary>
    public IReadOnlyList<(string Name, JsonObject Schema, string Description)> Query { get; init; } = [];

    /// <summary>The <c>type</c> of what comes back, and its attributes; null when nothing does.</summary>
    public (string Type, JsonObject Attributes)? Answer { get; init; }

    /// <summary>The answer is a list of such.</summary>
    public bool Many { get; init; }

    /// <summary>The answer when it is not in the envelope: its media type and schema.</summary>
    public (string MediaType, JsonObject Schema)? Bare { get; init; }

    /// <summary>Status of success; 204 when there is no answer.</summary>
    public int Status { get; init; } = StatusCodes.Status200OK;

    /// <summary>Failures beyond those that access and method bring.</summary>
    public IReadOnlyList<int> Failures { get; init; } = [];

    public string Tag => Name[..Name.IndexOf('.')];
}

internal static class ApiRouteExtensions
{
    public static TBuilder Describes<TBuilder>(this TBuilder builder, ApiRoute route) where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(route);
}
