using Ashlar.Core.Protection.Detection.Text;

namespace Ashlar.Core.Protection.Detection.Scoring;

/// <summary>Runs of tokens without space between them, and what they look like: <c>AA-999</c>, <c>9/9/99</c>, <c>a.a@a.a</c>.</summary>
internal sealed class RunShapes
{
    private const int Longest = 24;

    private readonly int[] _first;
    private readonly uint[] _shapes;
    private readonly bool[] _coded;

    public RunShapes(Page page)
    {
        (_first, _shapes, _coded) = (page.Borrow<int>(page.Count), page.Borrow<uint>(page.Count), page.Borrow<bool>(page.Count));
        for (var at = 0; at < page.Count;)
        {
            var end = at + 1;
            while (end < page.Count && page.Joined(end - 1) && !page.IsLine(end) && !page.IsLine(end - 1))
                end++;
            var (shape, coded) = Shape(page, at, end);
            for (var token = at; token < end; token++)
                (_first[token], _shapes[token], _coded[token]) = (at, shape, coded);
            at = end;
        }
    }

    public int First(int token) => _first[token];

    public uint Shape(int token) => _shapes[token];

    /// <summary>Whether digits, an at sign or a slash stand in the run.</summary>
    public bool Coded(int token) => _coded[token];

    /// <summary>Words by how they begin, digits by their number, symbols as they are; what stands at the end of sentences is left out.</summary>
    private static (uint Shape, bool Coded) Shape(Page page, int at, int end)
    {
        while (end - at > 1 && page.Symbol(end - 1) is '.' or ',' or ';' or ':' or ')' or '"' or '!' or '?')
            end--;
        var (shape, coded) = (17u, false);
        for (var token = at; token < end && token < at + Longest; token++)
        {
            var piece = page[token].Kind switch
            {
                TokenKind.Number => (uint)Math.Min(page.Size(token), 12),
                TokenKind.Word => page.IsCapital(token) ? page.Size(token) == 1 ? 20u : page.IsLower(token, 1) ? 21u : 22u : page.Size(token) == 1 ? 23u : 24u,
                _ => page.View[page[token].Start],
            };
            coded |= page.IsNumber(token) || piece is '@' or '/' or '\\' or '_';
            shape = FeatureRows.Mix(shape, piece);
        }

        return (shape, coded);
    }
}
