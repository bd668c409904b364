using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Ashlar.Core.Protection.Detection.Scoring;

/// <summary>Collects the rows of one token's features. A feature is its template and up to three values, which are hashed eight features at a time.</summary>
internal ref struct FeatureRows(Span<int> room)
{
    public const int Most = 112;

    /// <summary>Numbers that so many features need: their forms and three values. Rows take the place of the forms.</summary>
    public const int Room = 4 * Most;

    private const uint OfTemplate = 0x9e3779b1;

    /// <summary>A form is the template, and one of these for as many values.</summary>
    private const uint TwoValues = 1 << 16;
    private const uint ThreeValues = 1 << 17;
    private const uint Template = TwoValues - 1;

    private readonly Span<uint> _room = MemoryMarshal.Cast<int, uint>(room);

    public int Count { get; private set; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(uint template, uint value) => Put(template, value, 0, 0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(uint template, uint one, uint two) => Put(template | TwoValues, one, two, 0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(uint template, uint one, uint two, uint three) => Put(template | ThreeValues, one, two, three);

    /// <summary>The rows of all features, in the order in which they were added. To be asked for once.</summary>
    public readonly ReadOnlySpan<int> Rows()
    {
        for (var at = 0; at < Count; at += Vector256<uint>.Count)
        {
            var forms = Eight(0, at);
            var one = Mix((forms & Vector256.Create(Template)) * OfTemplate, Eight(1, at));
            var two = Mix(one, Eight(2, at));
            var hash = Vector256.ConditionalSelect(Vector256.LessThan(forms, Vector256.Create(TwoValues)), one, two);
            hash = Vector256.ConditionalSelect(Vector256.LessThan(forms, Vector256.Create(ThreeValues)), hash, Mix(two, Eight(3, at)));
            Fold(hash).CopyTo(_room[at..]);
        }

        return MemoryMarshal.Cast<uint, int>(_room[..Count]);
    }

    public static uint Mix(uint hash, uint value) => BitOperations.RotateLeft((hash ^ (value * 0xcc9e2d51)) * 0x85ebca6b, 13) + 0xe6546b64;

    /// <summary>The row of a feature of one value.</summary>
    public static int Row(uint template, uint value)
    {
        var hash = Mix(template * OfTemplate, value);
        hash ^= hash >> 16;
        hash *= 0x7feb352d;
        return (int)((hash ^ (hash >> 15)) & (WeightTable.Rows - 1));
    }

    private readonly Vector256<uint> Eight(int values, int at) => Vector256.Create<uint>(_room[(values * Most + at)..]);

    private static Vector256<uint> Mix(Vector256<uint> hash, Vector256<uint> values)
    {
        var mixed = (hash ^ (values * 0xcc9e2d51)) * 0x85ebca6b;
        return (mixed << 13 | mixed >>> 19) + Vector256.Create(0xe6546b64);
    }

    private static Vector256<uint> Fold(Vector256<uint> hash)
    {
        hash = (hash ^ (hash >>> 16)) * 0x7feb352d;
        return (hash ^ (hash >>> 15)) & Vector256.Create((uint)WeightTable.Rows - 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Put(uint form, uint one, uint two, uint three)
    {
        var at = Count++;
        (_room[at], _room[Most + at], _room[2 * Most + at], _room[3 * Most + at]) = (form, one, two, three);
    }
}
