using Ashlar.Core.Protection.Detection.Scanners;
using Ashlar.Core.Protection.Detection.Scanners.Formats;
using Ashlar.Core.Protection.Detection.Text;
using Ashlar.Core.Protection.Detection.Words;

namespace Ashlar.Core.Protection.Detection;

/// <summary>
/// What the scanners make of a text, before anything is decided. It is read in up to three ways: as it stands (decoded and freed of look-alikes), with spelled, spaced and
/// broken forms put together, and inside blocks of base64 or hex. Every pass moves forward only, looks a bounded way ahead and uses no pattern that backtracks.
/// </summary>
internal sealed class Reading
{
    /// <summary>Blocks within blocks are opened this often.</summary>
    private const int Depth = 2;

    /// <summary>From so many characters on, both views are read at the same time.</summary>
    private const int Long = 50_000;

    private Reading(Page page) => Page = page;

    public Page Page { get; }

    /// <summary>By place in the original; also the unlikely ones.</summary>
    public List<PhiSpan> Candidates { get; } = [];

    /// <summary>Encoded blocks that hide something.</summary>
    public List<PhiSpan> Hidden { get; } = [];

    /// <summary>Encoded blocks in which the scanners found nothing certain.</summary>
    public List<OpenedBlock> Opened { get; } = [];

    public long Steps { get; private set; }

    public static Reading Of(string text) => Of(text, Depth);

    /// <summary>A text that stood inside an encoded block.</summary>
    public static Reading Inside(string text) => Of(text, 0);

    /// <summary>Once everything is decided: the text of the page is gone from then on.</summary>
    public void Release() => Page.Release();

    private static Reading Of(string text, int depth)
    {
        var view = Decoding.Read(text, out var steps);
        var words = new WordMemory(view.Length);
        var page = new Page(view, words);
        var spoken = SpokenForms.Rewrite(page) is { } rewritten ? new Page(rewritten, words) : null;
        words.Release();
        var reading = new Reading(page);
        if (spoken is null)
        {
            Scan(page);
        }
        else if (view.Length < Long)
        {
            Scan(page);
            PlainText.ScanIdentifiers(spoken);
        }
        else
        {
            Parallel.Invoke(() => Scan(page), () => PlainText.ScanIdentifiers(spoken));
        }

        page.Collect(reading.Candidates);
        steps += page.Steps;
        if (spoken is not null)
        {
            spoken.Collect(reading.Candidates);
            steps += spoken.Steps + spoken.View.Length;
            spoken.Release();
        }

        if (depth > 0)
            steps += EncodedBlocks.Scan(page, reading.Hidden, reading.Opened, (inner, list) => Inner(inner, list, depth - 1));
        reading.Candidates.AddRange(reading.Hidden);
        reading.Steps = steps;
        return reading;
    }

    private static void Scan(Page page)
    {
        StructuredText.Scan(page);
        PlainText.Scan(page);
    }

    private static long Inner(string text, List<PhiSpan> found, int depth)
    {
        var reading = Of(text, depth);
        found.AddRange(reading.Candidates.Where(candidate => candidate.Confidence >= PhiDetector.Threshold));
        reading.Release();
        return reading.Steps;
    }
}
