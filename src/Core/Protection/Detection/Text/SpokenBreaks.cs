namespace Ashlar.Core.Protection.Detection.Text;

/// <summary>Lines that end within an identifier.</summary>
internal static class SpokenBreaks
{
    public static int Line(SpokenWriter writer, int at)
    {
        var page = writer.Page;
        var next = at + 1;
        while (next < page.Count && (page.IsLine(next) || page.Symbol(next) == '>') && next < at + 4)
            next++;
        if (at == 0 || next >= page.Count)
            return 0;

        // A mail address or a hyphenated number: the break is dropped.
        if (page.Symbol(at - 1) is '@' or '-' or '/' && page.Joined(at - 2) && page[next].Kind is TokenKind.Word or TokenKind.Number || page.Symbol(next) is '@')
            return Drop(writer, at, next);
        if (page.Symbol(next) == '-' && page.IsNumber(at - 1) && page.IsNumber(next + 1) && page.Joined(next))
            return Drop(writer, at, next);
        if (page.Symbol(at - 1) == '.' && page.IsNumber(at - 2) && page.Joined(at - 2) && page.IsNumber(next) && page.Symbol(next + 1) == '.' && page.Joined(next))
            return Drop(writer, at, next);
        if (InDomain(page, at - 1) && page.IsWord(next) && page.Symbol(next + 1) == '.')
            return Drop(writer, at, next);
        if (page.Symbol(at - 1) == '.' && InDomain(page, at - 2) && page.IsWord(next))
            return Drop(writer, at, next);
        if (!page.IsNumber(at - 1) || !page.IsNumber(next))
            return 0;

        // Two numbers: one that was torn apart where a group of it ends or begins with a hyphen, else two groups.
        var torn = ((page.Symbol(at - 2) is '-' or '.' && page.Joined(at - 2)) || (page.Symbol(next + 1) is '-' or '.' && page.Joined(next))) && page.Size(at - 1) + page.Size(next) <= 4;
        if (torn)
            return Drop(writer, at, next);
        writer.Put(' ', at, next - 1);
        writer.Glue();
        return next - at;
    }

    private static int Drop(SpokenWriter writer, int at, int next)
    {
        writer.Skip(next - 1);
        return next - at;
    }

    /// <summary>Whether a word ends what began with an at sign on the same run without space.</summary>
    private static bool InDomain(Page page, int at)
    {
        for (var back = at; back > 0 && back > at - 8; back--)
        {
            if (page.Symbol(back) == '@')
                return back < at;
            if (!page.Joined(back - 1))
                return false;
        }

        return false;
    }
}
