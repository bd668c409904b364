using System.Buffers;

namespace Ashlar.Core.Protection.Detection.Text;

/// <summary>Arrays with a place for every token of a page. They are borrowed, since fresh ones for every long text cost more than most scanners, and nothing of the text is left in them.</summary>
internal sealed class Borrowed
{
    private readonly List<Action> _returns = [];

    /// <summary>An empty array, which may be longer than asked for.</summary>
    public T[] Take<T>(int count)
    {
        var array = ArrayPool<T>.Shared.Rent(count);
        Array.Clear(array, 0, count);
        _returns.Add(() =>
        {
            Array.Clear(array, 0, count);
            ArrayPool<T>.Shared.Return(array);
        });
        return array;
    }

    public void Release()
    {
        foreach (var giveBack in _returns)
            giveBack();
        _returns.Clear();
    }
}
