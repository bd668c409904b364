using System.Buffers;

namespace Ashlar.Core.Protection.Detection.Text;

/// <summary>A rewritten text whose every character knows which range of the original it stands for. Its arrays are borrowed: fresh ones for every rewriting of a long text cost more than the rewriting.</summary>
internal sealed class TextView
{
    private char[] _text;

    /// <summary>Null where every character stands for itself, as in most texts.</summary>
    private int[]? _from;
    private int[]? _to;

    private int _room;

    public TextView(int capacity)
    {
        _room = Math.Max(capacity, 16);
        (_text, _from, _to) = (ArrayPool<char>.Shared.Rent(_room), ArrayPool<int>.Shared.Rent(_room), ArrayPool<int>.Shared.Rent(_room));
    }

    private TextView(string text)
    {
        _text = ArrayPool<char>.Shared.Rent(text.Length);
        text.CopyTo(_text);
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
        var plain = new TextView(text);
        for (var at = 0; at < text.Length;)
        {
            var rest = text.AsSpan(at);
            var pair = rest.IndexOfAnyInRange('\ud800', '\udfff') is >= 0 and var found ? found : rest.Length;
            view.Copy(plain, at, at + pair);
            at += pair;
            if (at + 1 < text.Length && char.IsSurrogatePair(text[at], text[at + 1]))
            {
                view.Add(text[at], at, at + 2);
                view.Add(text[at + 1], at, at + 2);
                at += 2;
            }
            else if (at < text.Length)
            {
                view.Add(text[at], at, at + 1);
                at++;
            }
        }

        plain.Release();
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
            var from = _from.AsSpan(Length, count);
            var to = _to.AsSpan(Length, count);
            for (var at = 0; at < from.Length; at++)
                from[at] = start + at;
            for (var at = 0; at < to.Length; at++)
                to[at] = start + at + 1;
        }

        Length += count;
    }

    /// <summary>The range of the original that characters start to end stand for.</summary>
    public (int Start, int End) Original(int start, int end) => (From(start), To(end - 1));

    /// <summary>Gives the arrays back; nobody may read the view from then on. What is forgotten here the garbage collector takes.</summary>
    public void Release()
    {
        Array.Clear(_text, 0, Length);
        ArrayPool<char>.Shared.Return(_text);
        if (_from is not null)
        {
            ArrayPool<int>.Shared.Return(_from);
            ArrayPool<int>.Shared.Return(_to!);
        }

        (_text, _from, _to, Length) = ([], null, null, 0);
    }

    private int From(int at) => _from is null ? at : _from[at];

    private int To(int at) => _to is null ? at + 1 : _to[at];

    private void Reserve(int count)
    {
        if (Length + count <= _room)
            return;
        _room = Math.Max(Length * 2, Length + count);
        _text = Longer(_text, _room);
        _from = Longer(_from!, _room);
        _to = Longer(_to!, _room);
    }

    private T[] Longer<T>(T[] array, int size)
    {
        var longer = ArrayPool<T>.Shared.Rent(size);
        array.AsSpan(0, Length).CopyTo(longer);
        // Somebody's text stays in no array that the pool lends to others.
        ArrayPool<T>.Shared.Return(array, clearArray: true);
        return longer;
    }
}
