using Ashlar.Core.Lifecycle;
using Microsoft.Extensions.Configuration;

namespace Ashlar.Core.Jobs;

/// <summary>How this host works on jobs.</summary>
internal sealed record JobOptions
{
    /// <summary>ASHLAR_JOBS_PARALLEL: jobs at a time on this host.</summary>
    public int Parallel { get; init; } = 2;

    /// <summary>ASHLAR_JOBS_SILENCE: seconds without a sign of life after which another host takes a job over.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(60);

    public TimeSpan Beat => Silence / 6;

    public static JobOptions From(IConfiguration configuration) => new()
    {
        Parallel = Number(configuration, "ASHLAR_JOBS_PARALLEL", 2, 1, 64),
        Silence = TimeSpan.FromSeconds(Number(configuration, "ASHLAR_JOBS_SILENCE", 60, 2, 3600)),
    };

    private static int Number(IConfiguration configuration, string key, int otherwise, int least, int most) => configuration[key] switch
    {
        null or "" => otherwise,
        var text when int.TryParse(text, out var number) && number >= least && number <= most => number,
        var text => throw new StartException($"{key} is '{text}'. It must be a number from {least} to {most}."),
    };
}
