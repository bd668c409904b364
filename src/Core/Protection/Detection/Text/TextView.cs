namespace Ashlar.Core.Protection.Detection.Text;

/// <summary>A rewritten text whose every character knows which range of the original it stands for.</summary>
internal sealed class TextView
{
    private char[] _text;

    /// <summary>Null where every character stands for itself, as in most texts.</summary>
    private int[]? _from;
    private int[]? _to;

    public TextView(int capacity)
    {
        capacity = Math.Max(capacity, 16);
        (_text, _from, _to) = (new char[capacity], new int[capacity], new int[capacity]);
    }

    private TextView(string text)
    {
        _text = text.ToCharArray();
        Length = text.Length;
    }

    public int Length { get; private set; }

    public ReadOnlySpan<char> Text => _text.AsSpan(0, Length);

    public char this[int index] => (uint)index < (uint)Length ? _text[index] : '\0';

    public static TextView Of(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\ud800', '\udfff'))
            return new TextView(text);
        var view = new TextView(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            if (char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]))
            {
                view.Add(text[at], at, at + 2);
                view.Add(text[at + 1], at, at + 2);
                at++;
                continue;
            }

            view.Add(text[at], at, at + 1);
        }

        return view;
    }

    public void Add(char character, int from, int to)
    {
        Reserve(1);
        (_text[Length], _from![Length], _to![Length]) = (character, from, to);
        Length++;
    }

    /// <summary>Adds a character that stands for characters <paramref name="start"/> to <paramref name="end"/> of another view.</summary>
    public void Add(char character, TextView source, int start, int end) => Add(character, source.From(start), source.To(end - 1));

    public void Copy(TextView source, int start, int end)
    {
        var count = end - start;
        if (count <= 0)
            return;
        Reserve(count);
        source._text.AsSpan(start, count).CopyTo(_text.AsSpan(Length));
        if (source._from is not null)
        {
            source._from.AsSpan(start, count).CopyTo(_from.AsSpan(Length));
            source._to.AsSpan(start, count).CopyTo(_to.AsSpan(Length));
        }
        else
        {
            for (var at = 0; at < count; at++)
                (_from![Length + at], _to![Length + at]) = (start + at, start + at + 1);
        }

        Length += count;
    }

    /// <summary>The range of the original that characters start to end stand for.</summary>
    public (int Start, int End) Original(int start, int end) => (From(start), To(end - 1));

    private int From(int at) => _from is null ? at : _from[at];

    private int To(int at) => _to is null ? at + 1 : _to[at];

    private void Reserve(int count)
    {
        if (Length + count <= _text.Length)
            return;
        var size = Math.Max(Length * 2, Length + count);
        Array.Resize(ref _text, size);
        Array.Resize(ref _from, size);
        Array.Resize(ref _to, size);
    }
}
