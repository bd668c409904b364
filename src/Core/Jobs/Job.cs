using System.Text.Json.Nodes;
using Ashlar.Contract.Errors;
using Ashlar.Core.Audit;

namespace Ashlar.Core.Jobs;

/// <summary>A job that a worker has claimed. <paramref name="Attempt"/> proves that it still is his.</summary>
internal sealed record Job(Guid TenantId, Guid Id, string Kind, int Attempt)
{
    public required Guid? ClientId { get; init; }
    /// <summary>Who asked for it; null when a schedule did.</summary>
    public required Guid? UserId { get; init; }
    public required string UserName { get; init; }
    public required RequestInfo Request { get; init; }
    public required string? Resource { get; init; }
    public required string Payload { get; init; }
    public byte[]? File { get; init; }

    /// <summary>The trace of whoever asked for it, as a W3C traceparent.</summary>
    public string? Trace { get; init; }
    public int MaxAttempts { get; init; } = 5;

    /// <summary>The time at which its schedule wanted it; null when a user asked for the job.</summary>
    public DateTimeOffset? DueAt { get; init; }
}

/// <summary>What a kind of job does.</summary>
internal interface IJobHandler
{
    string Kind { get; }

    /// <summary>Whether a run that threw is tried again; otherwise only what may pass by itself is, such as a database that is away.</summary>
    bool TriesAgain => false;

    /// <summary>Does the work, or goes on where an earlier attempt stopped. The result is what the caller will read.</summary>
    Task<Result<JsonNode>> Run(JobRun run, CancellationToken cancel);
}
