using Ashlar.Core.Protection.Detection.Text;
using Ashlar.Core.Protection.Detection.Words;

namespace Ashlar.Core.Protection.Detection.Scoring;

/// <summary>What is told to the scorer about one token: its class and those around, words nearby, candidates, labels, the shape of its run, and what the text is about.</summary>
internal static class TokenFeatures
{
    private const int Words = 6;

    public static void Write(ref FeatureRows rows, TokenContext context, Subject subject, int at)
    {
        var group = (uint)TokenClass.Group(context.Class(at));
        rows = Classes(rows, context, at);
        rows = Itself(rows, context, at);
        rows = Around(rows, context, at, group);
        rows = Candidates(rows, context, at, group);
        rows = Announced(rows, context, at, group);
        rows = Shapes(rows, context, at, group);
        rows = About(rows, context, subject, at, group);
    }

    private static FeatureRows Classes(FeatureRows rows, TokenContext context, int at)
    {
        var (before3, before2, before, here, after, after2) = (context.Class(at - 3), context.Class(at - 2), context.Class(at - 1), context.Class(at), context.Class(at + 1), context.Class(at + 2));
        rows.Add(10, here);
        rows.Add(11, before, here);
        rows.Add(12, here, after);
        rows.Add(13, before2, here);
        rows.Add(14, here, after2);
        rows.Add(17, before, here, after);
        rows.Add(18, before2, before, here);
        rows.Add(19, here, after, after2);
        rows.Add(20, FeatureRows.Mix(before2, before), here, after);
        rows.Add(22, FeatureRows.Mix(before3, before2), before, here);
        rows.Add(23, before);
        rows.Add(24, after);
        return rows;
    }

    private static FeatureRows Itself(FeatureRows rows, TokenContext context, int at)
    {
        var page = context.Page;
        var joined = (page.Joined(at - 1) ? 1u : 0) + (page.Joined(at) ? 2u : 0);
        rows.Add(30, joined, context.Class(at));
        if (!page.IsWord(at))
            return rows;
        var flags = page[at].Flags & WordFlags.Learned;
        rows.Add(31, (uint)flags, (uint)((long)flags >> 32), TokenClass.Group(context.Class(at)));
        rows.Add(32, context.Word(at));
        var text = page.Text(at);
        if (text.Length > 3)
        {
            rows.Add(33, (uint)WordTable.Hash(text[^3..]));
            rows.Add(34, (uint)WordTable.Hash(text[^2..]), TokenClass.Group(context.Class(at)));
        }

        rows.Add(35, (uint)Math.Min(text.Length, 12), TokenClass.Group(context.Class(at)));
        if (context.IsNamed(at))
            rows.Add(36, TokenClass.Group(context.Class(at)));
        return rows;
    }

    private static FeatureRows Around(FeatureRows rows, TokenContext context, int at, uint group)
    {
        var here = context.Class(at);
        rows.Add(40, context.Word(at - 1), here);
        rows.Add(41, context.Word(at - 2), group);
        rows.Add(42, context.Word(at + 1), here);
        rows.Add(43, context.Word(at + 2), group);
        rows.Add(44, context.Word(at - 1), context.Word(at - 2), group);
        rows.Add(45, context.Word(at + 1), context.Word(at + 2), group);
        var (words, lines) = (0, 0);
        for (var back = at - 1; back >= 0 && back > at - 14 && words < Words && lines < 2; back--)
        {
            if (context.Class(back) == TokenClass.Line)
                lines++;
            if (!context.Says(back))
                continue;
            if (words == 0)
                rows.Add(47, context.Word(back), here);
            if (words < 3)
                rows.Add(48, context.Word(back), group);
            rows.Add(49, context.Word(back), group);
            words++;
        }

        words = 0;
        for (var next = at + 1; next < context.Count && next < at + 12 && words < 4 && context.Class(next) != TokenClass.Line; next++)
        {
            if (!context.Says(next))
                continue;
            if (words++ == 0)
                rows.Add(50, context.Word(next), here);
            rows.Add(51, context.Word(next), group);
        }
        return rows;
    }

    private static FeatureRows Candidates(FeatureRows rows, TokenContext context, int at, uint group)
    {
        var (before, here, after) = (context.Evidence.At(at - 1), context.Evidence.At(at), context.Evidence.At(at + 1));
        rows.Add(60, here);
        rows.Add(61, here, context.Class(at));
        rows.Add(62, here, group, before);
        rows.Add(63, here, group, after);
        rows.Add(64, here, group);
        rows.Add(65, here >> 1, context.Class(at - 1), context.Class(at + 1));
        return rows;
    }

    private static FeatureRows Announced(FeatureRows rows, TokenContext context, int at, uint group)
    {
        var (label, distance, key) = (context.Labels.Label(at), context.Labels.Distance(at), context.Labels.Key(at));
        rows.Add(70, label, group);
        rows.Add(71, label, distance, group);
        rows.Add(72, label, distance, context.Class(at));
        rows.Add(73, key, group);
        rows.Add(74, key, context.Class(at));
        return rows;
    }

    private static FeatureRows Shapes(FeatureRows rows, TokenContext context, int at, uint group)
    {
        var page = context.Page;
        var shape = context.Runs.Shape(at);
        var place = context.Runs.First(at) == at ? 0u : 1u;
        rows.Add(80, shape, place, group);
        rows.Add(82, shape, context.Labels.Label(at));
        rows.Add(84, context.Class(context.Runs.First(at) - 1), shape);
        var starts = page.IsLine(at - 1) ? 1u : page.IsLine(at - 2) ? 2u : 0;
        var ends = page.IsLine(at + 1) ? 1u : page.IsLine(at + 2) ? 2u : 0;
        rows.Add(85, starts, ends, group);
        rows.Add(86, starts, ends, context.Class(at));
        return rows;
    }

    private static FeatureRows About(FeatureRows rows, TokenContext context, Subject subject, int at, uint group)
    {
        var page = context.Page;
        var (near, far) = (subject.Lean(at, Subject.Near), subject.Lean(at, Subject.Far));
        var here = context.Class(at);
        var evidence = context.Evidence.At(at) >> 1;
        rows.Add(90, near, group);
        rows.Add(91, far, group);
        rows.Add(92, near, here);
        rows.Add(93, far, here);
        rows.Add(94, far, evidence, group);
        rows.Add(95, far, near, group);
        rows.Add(96, far / 3, context.Runs.Shape(at));
        rows.Add(97, far, context.Labels.Label(at));
        var words = (page.Health(at) ? 1u : 0) + (page.Person(at) ? 2u : 0) + (page.Care(at) ? 4u : 0) + (page.Trade(at) > 0 ? 8u : 0) + (page.General(at) > 0 ? 16u : 0);
        rows.Add(98, words, group);
        rows.Add(100, words, evidence);
        return rows;
    }
}
