using Ashlar.Core.Protection.Detection.Words;

namespace Ashlar.Core.Protection.Detection.Text;

/// <summary>Puts together what was spelled, spaced out or broken to be read by people only: "one two three", "1 2 3", "jo at x dot com", "l23", lines that end within a number.</summary>
internal static class SpokenForms
{
    /// <summary>The rewritten view, or null where nothing was spoken.</summary>
    public static TextView? Rewrite(Page page)
    {
        var writer = new SpokenWriter(page);
        for (var at = 0; at < page.Count;)
        {
            page.Steps++;
            var taken = IsOrdinary(page, at) ? 0 : Take(writer, at);
            if (taken == 0)
            {
                writer.Token(at);
                taken = 1;
            }

            at += taken;
        }

        return writer.Done();
    }

    /// <summary>Words that are no part of a spoken form, which most are.</summary>
    private static bool IsOrdinary(Page page, int at) => page.IsWord(at) && page.Size(at) > 1 && !page.Has(at, WordFlags.Number | WordFlags.Sign | WordFlags.Spoken) && !SpokenDigits.LookLikeDigits(page.Text(at));

    /// <summary>How many tokens a form takes that begins here, or 0.</summary>
    private static int Take(SpokenWriter writer, int at)
    {
        var taken = writer.Page.IsLine(at) ? SpokenBreaks.Line(writer, at) : 0;
        if (taken == 0)
            taken = SpokenMail.Mixed(writer, at);
        if (taken == 0)
            taken = SpokenDigits.Run(writer, at);
        if (taken == 0)
            taken = SpokenDigits.Lookalikes(writer, at);
        if (taken == 0)
            taken = SpokenMail.Letters(writer, at);
        return taken == 0 ? SpokenMail.Sign(writer, at) : taken;
    }
}

/// <summary>Copies tokens with the space between them, unless the rewriting joins them. What comes out is the surroundings of what changed, for the rest was read before.</summary>
internal sealed class SpokenWriter(Page page)
{
    /// <summary>So many characters on both sides say what a rewritten form means.</summary>
    private const int Around = 320;

    private readonly TextView _view = new(page.View.Length + 16);
    private readonly List<int> _changes = [];

    /// <summary>What the view holds of the page, and what the tokens reached. Between them lies what is copied at once when something changes.</summary>
    private int _copied;
    private int _reached;
    private bool _glued;

    public Page Page => page;

    public void Token(int at)
    {
        if (_glued)
        {
            Flush(_reached);
            (_copied, _glued) = (page[at].Start, false);
        }

        _reached = page[at].End;
    }

    /// <summary>A character that stands for tokens first to last.</summary>
    public void Put(char character, int first, int last)
    {
        Flush(_glued ? _reached : page[first].Start);
        _view.Add(character, page.View, page[first].Start, page[last].End);
        (_copied, _reached, _glued) = (page[last].End, page[last].End, false);
        Changed();
    }

    /// <summary>Leaves out the space before what comes next.</summary>
    public void Glue()
    {
        _glued = true;
        Flush(_reached);
        Changed();
    }

    /// <summary>Leaves tokens out.</summary>
    public void Skip(int last)
    {
        Flush(_reached);
        (_copied, _reached, _glued) = (page[last].End, page[last].End, true);
        Changed();
    }

    public TextView? Done()
    {
        if (_changes.Count == 0)
        {
            _view.Release();
            return null;
        }

        _view.Copy(page.View, _copied, page.View.Length);
        var windows = new TextView(Math.Min(_view.Length, _changes.Count * Around * 2) + 16);
        var (start, end) = (-1, -1);
        foreach (var change in _changes)
        {
            if (start >= 0 && change - Around > end)
            {
                Window(windows, start, end);
                start = -1;
            }

            start = start < 0 ? Math.Max(0, change - Around) : start;
            end = Math.Min(_view.Length, change + Around);
        }

        Window(windows, start, end);
        _view.Release();
        return windows;
    }

    /// <summary>From the beginning of a word to the end of one, closed by a line end.</summary>
    private void Window(TextView windows, int start, int end)
    {
        while (start > 0 && start < end && char.IsLetterOrDigit(_view[start - 1]))
            start++;
        while (end < _view.Length && end > start && char.IsLetterOrDigit(_view[end]))
            end--;
        windows.Copy(_view, start, end);
        if (end > start)
            windows.Add('\n', _view, end - 1, end);
    }

    private void Changed()
    {
        if (_changes.Count == 0 || _changes[^1] != _view.Length)
            _changes.Add(_view.Length);
    }

    private void Flush(int until)
    {
        _view.Copy(page.View, _copied, until);
        _copied = Math.Max(_copied, until);
    }
}
