using System.Numerics;
using System.Runtime.CompilerServices;

namespace Ashlar.Core.Protection.Detection.Scoring;

/// <summary>Collects the rows of one token's features. A feature is its template and up to three values, hashed.</summary>
internal ref struct FeatureRows(Span<int> rows)
{
    public const int Most = 112;

    private readonly Span<int> _rows = rows;

    public int Count { get; private set; }

    public readonly ReadOnlySpan<int> Rows => _rows[..Count];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(uint template, uint value) => Put(Mix(template * 0x9e3779b1, value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(uint template, uint one, uint two) => Put(Mix(Mix(template * 0x9e3779b1, one), two));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(uint template, uint one, uint two, uint three) => Put(Mix(Mix(Mix(template * 0x9e3779b1, one), two), three));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Mix(uint hash, uint value) => BitOperations.RotateLeft((hash ^ (value * 0xcc9e2d51)) * 0x85ebca6b, 13) + 0xe6546b64;

    public static int Row(uint template, uint value) => Fold(Mix(template * 0x9e3779b1, value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Put(uint hash) => _rows[Count++] = Fold(hash);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Fold(uint hash)
    {
        hash ^= hash >> 16;
        hash *= 0x7feb352d;
        return (int)((hash ^ (hash >> 15)) & (WeightTable.Rows - 1));
    }
}
