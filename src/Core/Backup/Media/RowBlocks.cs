using System.Buffers;
using System.Text;

namespace Ashlar.Core.Backup.Media;

/// <summary>
/// Cuts rows into blocks behind rows whose key says so, not at fixed sizes: a row that is added or removed changes its own block only, and the
/// next increment shares all others.
/// </summary>
internal sealed class RowBlocks(PackWriter pack, int keyColumns)
{
    private const int Least = 32 * 1024;
    private const int Most = 2 * 1024 * 1024;
    private const uint OneIn = 512;

    private readonly ArrayBufferWriter<byte> _rows = new(Least * 2);
    private readonly List<Block> _blocks = [];
    private int _count;

    public long Rows { get; private set; }

    public async ValueTask Add(string line, CancellationToken cancel)
    {
        var from = _rows.WrittenCount;
        Encoding.UTF8.GetBytes(line, _rows);
        _rows.Write("\n"u8);
        _count++;
        Rows++;
        if (_rows.WrittenCount >= Most || (_rows.WrittenCount >= Least && Hash(_rows.WrittenSpan[from..]) % OneIn == 0))
            await Cut(cancel);
    }

    public async Task<IReadOnlyList<Block>> Finish(CancellationToken cancel)
    {
        if (_count > 0)
            await Cut(cancel);
        return _blocks;
    }

    private async ValueTask Cut(CancellationToken cancel)
    {
        _blocks.Add(await pack.Add(_rows.WrittenMemory, _count, cancel));
        _rows.ResetWrittenCount();
        _count = 0;
    }

    /// <summary>FNV-1a over the columns of the key, or over the whole row where there is none.</summary>
    private uint Hash(ReadOnlySpan<byte> row)
    {
        var (hash, left) = (2166136261u, keyColumns);
        foreach (var one in row)
        {
            if (one == '\t' && --left == 0)
                break;
            hash = unchecked((hash ^ one) * 16777619);
        }

        return hash;
    }
}
