using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Ashlar.Core.Protection.Detection;

namespace Ashlar.Bench;

/// <summary>What reading texts for health information costs, beside a plain finder of patterns on the same text in the same run.</summary>
internal static partial class PhiTexts
{
    private const int Characters = 1_000_000;
    private const int Rounds = 12;

    /// <summary>Rounds before anything counts: servers run for weeks, and the compiler works on code that ran a dozen times beside it.</summary>
    private const int WarmUp = 24;
    private const double TargetMilliseconds = 250;

    public static int Run()
    {
        var folder = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../devkit/PhiCorpus"));
        var lines = Directory.GetFiles(folder, "*.txt").Order(StringComparer.Ordinal).SelectMany(File.ReadLines).Where(line => line.Length > 0 && line[0] is not ('#' or '[')).Select(Written).ToList();
        var dense = Repeat(string.Join('\n', lines));
        var plain = Repeat("The committee met in the afternoon and agreed on the budget for the coming year. Der Ausschuss vertagte die Sitzung auf den nächsten Monat, weil Unterlagen fehlten.\n");
        Console.WriteLine("text of 1 MB                  ms   MB/s   plain patterns ms   ratio   target ms");
        var met = Measure("of the corpus, dense", dense);
        met &= Measure("half of it ordinary", Mixed(dense, plain));
        met &= Measure("ordinary", plain);
        var note = dense[..500];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"A note of 500 characters takes {Median(() => { for (var at = 0; at < 200; at++) PhiDetector.Scan(note); }) / 200 * 1000:0} µs."));
        return met ? 0 : 1;
    }

    private static bool Measure(string name, string text)
    {
        var ours = Median(() => PhiDetector.Scan(text));
        var theirs = Median(() => Plain(text));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-24} {ours,8:0} {text.Length / 1e6 / ours * 1000,6:0.0} {theirs,19:0} {ours / theirs,7:0.0} {TargetMilliseconds,11:0}"));
        return ours < TargetMilliseconds;
    }

    /// <summary>Processor time of this thread, since others may share the machine.</summary>
    private static double Median(Action work)
    {
        var times = new List<double>();
        for (var round = -WarmUp; round < Rounds; round++)
        {
            var (clock, began) = (Stopwatch.StartNew(), Process.GetCurrentProcess().TotalProcessorTime);
            work();
            var (wall, used) = (clock.Elapsed.TotalMilliseconds, (Process.GetCurrentProcess().TotalProcessorTime - began).TotalMilliseconds);
            // Processor time is counted in ticks; short work is timed by the clock.
            if (round >= 0)
                times.Add(wall < 50 ? wall : Math.Min(wall, used));
        }

        times.Sort();
        return times[times.Count / 2];
    }

    private static int Plain(string text) => Ssn().Count(text) + Phone().Count(text) + Mail().Count(text) + Date().Count(text) + Record().Count(text) + Name().Count(text);

    /// <summary>A line of the corpus with its forms written out: digits for # and the like.</summary>
    private static string Written(string line)
    {
        var filled = Hole().Replace(line.Replace("\\n", "\n", StringComparison.Ordinal), match => match.Groups[1].Value);
        var text = new StringBuilder(filled.Length);
        for (var at = 0; at < filled.Length; at++)
            text.Append(filled[at] switch { '#' => (char)('1' + at % 9), '$' => 'A', _ => filled[at] });
        return text.ToString();
    }

    private static string Repeat(string text)
    {
        var result = new StringBuilder(Characters + text.Length);
        while (result.Length < Characters)
            result.Append(text).Append('\n');
        return result.ToString(0, Characters);
    }

    private static string Mixed(string one, string other)
    {
        var result = new StringBuilder(Characters);
        for (var at = 0; at < Characters / 2; at += 5000)
            result.Append(one, at, 5000).Append('\n').Append(other, at, 4999);
        return result.ToString(0, Characters);
    }

    [GeneratedRegex(@"\{[a-z^~0-9]+=([^{}]*)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Hole();

    [GeneratedRegex(@"\b\d{3}-\d{2}-\d{4}\b", RegexOptions.CultureInvariant)]
    private static partial Regex Ssn();

    [GeneratedRegex(@"\(?\b\d{3}\)?[-. ]\d{3}[-. ]\d{4}\b", RegexOptions.CultureInvariant)]
    private static partial Regex Phone();

    [GeneratedRegex(@"\b[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}\b", RegexOptions.CultureInvariant)]
    private static partial Regex Mail();

    [GeneratedRegex(@"\b\d{1,4}[-/.]\d{1,2}[-/.]\d{2,4}\b", RegexOptions.CultureInvariant)]
    private static partial Regex Date();

    [GeneratedRegex(@"\b(?:MRN|mrn|medical record)[:# ]*\d{5,10}\b", RegexOptions.CultureInvariant)]
    private static partial Regex Record();

    [GeneratedRegex(@"\b(?:Mr|Mrs|Ms|Dr)\. [A-Z][a-z]+\b", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
