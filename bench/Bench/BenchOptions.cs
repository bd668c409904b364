using System.Globalization;

namespace Ashlar.Bench;

/// <summary>How much to measure.</summary>
internal sealed record BenchOptions
{
    public int Seconds { get; init; } = 8;
    public int Rounds { get; init; } = 3;
    public int Tenants { get; init; } = 100;
    public int Rows { get; init; } = 1000;
    public int Connections { get; init; } = 16;

    public static BenchOptions? Parse(string[] args)
    {
        var options = new BenchOptions();
        for (var i = 0; i < args.Length; i += 2)
        {
            if (i + 1 >= args.Length || !int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var value) || value < 1)
                return null;
            options = args[i] switch
            {
                "--seconds" => options with { Seconds = value },
                "--rounds" => options with { Rounds = value },
                "--tenants" => options with { Tenants = value },
                "--rows" => options with { Rows = value },
                "--connections" => options with { Connections = value },
                _ => null!,
            };
            if (options is null)
                return null;
        }

        return options;
    }
}
