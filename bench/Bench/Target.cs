using System.Diagnostics;
using System.Globalization;

namespace Ashlar.Bench;

/// <summary>A server under measurement: its process, and what it has used of the processor so far.</summary>
internal sealed class Target(Process process, Uri address) : IDisposable
{
    /// <summary>The unit of /proc/*/stat on Linux.</summary>
    private const double TicksPerSecond = 100;

    public Uri Address => address;

    public int Id => process.Id;

    public static Target Launch(string program, IEnumerable<string> arguments, Uri address, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        var log = new List<string>();
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new Target(process, address) { Log = log };

        void Keep(string? line)
        {
            lock (log)
            {
                if (line is not null)
                    log.Add(line);
            }
        }
    }

    public IReadOnlyList<string> Log { get; private init; } = [];

    public async Task Answers(string path)
    {
        using var client = new HttpClient { BaseAddress = address };
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < TimeSpan.FromMinutes(2);)
        {
            try
            {
                using var response = await client.GetAsync(path);
                if ((int)response.StatusCode < 500)
                    return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            if (process.HasExited)
                break;
            await Task.Delay(50);
        }

        throw new InvalidOperationException($"{address} does not answer.{Environment.NewLine}{string.Join(Environment.NewLine, Log.TakeLast(20))}");
    }

    /// <summary>Seconds of processor time of this process.</summary>
    public double ProcessorSeconds()
    {
        process.Refresh();
        return process.TotalProcessorTime.TotalSeconds;
    }

    /// <summary>Forgets the peak of its memory so far, such as the 64 MiB in which each password of a sign-in is hashed.</summary>
    public void ForgetPeak() => File.WriteAllText($"/proc/{process.Id}/clear_refs", "5");

    /// <summary>Most memory it held since then, in MiB.</summary>
    public double PeakMemory()
    {
        var line = File.ReadLines($"/proc/{process.Id}/status").First(text => text.StartsWith("VmHWM", StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }

    /// <summary>Seconds of processor time of the PostgreSQL processes that work in a folder, with those that have ended.</summary>
    public static double DatabaseSeconds(string folder) => Directory.GetDirectories("/proc").Where(path => char.IsAsciiDigit(Path.GetFileName(path)[0])).Sum(path => Used(path, folder));

    public void Dispose()
    {
        if (!process.HasExited)
        {
            Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]).WaitForExit();
            if (!process.WaitForExit(TimeSpan.FromSeconds(35)))
                process.Kill(entireProcessTree: true);
        }

        process.Dispose();
    }

    private static double Used(string process, string folder)
    {
        try
        {
            if (new FileInfo(Path.Combine(process, "cwd")).LinkTarget?.StartsWith(folder, StringComparison.Ordinal) != true)
                return 0;
            var fields = File.ReadAllText(Path.Combine(process, "stat")).Split(')')[1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            // Its own, and that of its children which are gone.
            return fields[11..15].Sum(ticks => double.Parse(ticks, CultureInfo.InvariantCulture)) / TicksPerSecond;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }
}
