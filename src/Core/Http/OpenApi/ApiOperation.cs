using System.Text.Json.Nodes;

namespace Ashlar.Core.Http.OpenApi;

/// <summary>One operation before it is written: what differs from what its route already says.</summary>
internal sealed record ApiOperation(string Summary)
{
    public string? Description { get; init; }

    public IReadOnlyList<JsonObject> Parameters { get; init; } = [];

    /// <summary>Media types of the body.</summary>
    public JsonObject? Body { get; init; }

    public bool BodyOptional { get; init; }

    public int Status { get; init; } = StatusCodes.Status200OK;

    /// <summary>Media types of success; null when there is nothing to say.</summary>
    public JsonObject? Answer { get; init; }

    public IReadOnlyList<string> Headers { get; init; } = [];

    public IReadOnlyList<int> Failures { get; init; } = [];

    /// <summary>Long work is answered with a job.</summary>
    public bool Job { get; init; }

    /// <summary>Writes through the pipeline, which honours Idempotency-Key.</summary>
    public bool Idempotent { get; init; }
}
