using System.Text.Json;
using Ashlar.Contract.Errors;

namespace Ashlar.Contract.Jobs;

/// <summary>
/// Work without a caller who waits: at the times of a schedule or when somebody starts it. It goes in steps. Each step is one transaction
/// in one tenant, kept together with the note that it is done, so a job that was killed goes on behind its last step and does none twice.
/// </summary>
public interface IJob
{
    /// <summary>
    /// Does the next step and says whether another follows. A returned error ends the job as failed; when it throws, the step is rolled back
    /// and tried again later, a few times. A new instance serves each step.
    /// </summary>
    Task<Result<JobStep>> Run(IJobRun run, CancellationToken cancel);
}

/// <summary>What a step knows about its job.</summary>
public interface IJobRun
{
    /// <summary>The time at which the schedule wanted it; null when somebody started it.</summary>
    DateTimeOffset? DueAt { get; }

    /// <summary>What the schedule or the person who started it passes along; an empty object when nothing.</summary>
    JsonElement Input { get; }

    /// <summary>What the step before returned; null in the first.</summary>
    string? Position { get; }

    /// <summary>Adds a line to the log that people read beside the job. The newest 500 lines are kept.</summary>
    void Log(string message);
}

/// <summary>How a step ended.</summary>
public sealed record JobStep
{
    private JobStep()
    {
    }

    /// <summary>Nothing is left to do.</summary>
    public static JobStep Done { get; } = new();

    /// <summary>Where the next step begins; null when there is none.</summary>
    public string? Position { get; private init; }

    /// <summary>How much is done, for the progress bar.</summary>
    public int Finished { get; private init; }

    /// <summary>How much there is altogether; 0 when nobody knows.</summary>
    public int Total { get; private init; }

    /// <summary>Another step follows and begins at the position.</summary>
    public static JobStep Next(string position, int finished = 0, int total = 0) => new() { Position = position, Finished = finished, Total = total };
}
