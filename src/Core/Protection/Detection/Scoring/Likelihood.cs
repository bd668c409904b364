using System.Buffers;
using System.Runtime.Intrinsics;

namespace Ashlar.Core.Protection.Detection.Scoring;

/// <summary>
/// The arithmetic of the chain, on all labels of a token at once. It uses no function of the platform's mathematics and adds up in one order, so that training and judgement
/// come out the same everywhere.
/// </summary>
internal static class Likelihood
{
    /// <summary>Numbers to a token: one for each label, and one that is always 0.</summary>
    public const int Width = 8;

    /// <summary>Numbers to a table of transitions: a row of <see cref="Width"/> for each label before.</summary>
    public const int Square = Labels * Width;

    private const int Labels = TokenLabels.Count;

    /// <summary>e to the power of a number of at most 80, to about seven digits.</summary>
    public static float Exp(float power) => Exp(Vector256.CreateScalar(power)).ToScalar();

    public static Vector256<float> Exp(Vector256<float> power)
    {
        var two = Vector256.Min(Vector256.Max(power * 1.44269504f, Vector256.Create(-120f)), Vector256.Create(120f));
        var whole = Vector256.Floor(two);
        var part = (two - whole) * 0.69314718f;
        var one = Vector256<float>.One;
        var series = one + part * (one + part * (Vector256.Create(0.5f) + part * (Vector256.Create(0.16666667f) + part * (Vector256.Create(0.041666667f) + part * (Vector256.Create(0.0083333333f) + part * 0.0013888889f)))));
        return series * ((Vector256.ConvertToInt32(whole) + Vector256.Create(127)) << 23).AsSingle();
    }

    /// <summary>From how well each label fits each token alone to how likely it is in the chain, once forwards and once backwards. <paramref name="moves"/> gives the table of transitions before a token.</summary>
    public static void Chain(Span<float> likely, Func<int, ReadOnlySpan<float>> moves)
    {
        var forward = ArrayPool<float>.Shared.Rent(likely.Length);
        Scale(Vector256.Create<float>(likely)).CopyTo(forward);
        for (var at = Width; at < likely.Length; at += Width)
            Scale(Forward(forward.AsSpan(at - Width, Width), moves(at / Width)) * Vector256.Create<float>(likely[at..])).CopyTo(forward, at);

        var backward = Vector256<float>.One;
        for (var at = likely.Length - Width; at >= 0; at -= Width)
        {
            var fits = Vector256.Create<float>(likely[at..]);
            Scale(Vector256.Create(forward, at) * backward).CopyTo(likely[at..]);
            if (at > 0)
                backward = Scale(Backward(backward, moves(at / Width), fits));
        }

        ArrayPool<float>.Shared.Return(forward);
    }

    private static Vector256<float> Forward(ReadOnlySpan<float> from, ReadOnlySpan<float> moves)
    {
        var to = Vector256<float>.Zero;
        for (var one = 0; one < Labels; one++)
            to += from[one] * Vector256.Create(moves[(one * Width)..]);
        return to;
    }

    private static Vector256<float> Backward(Vector256<float> later, ReadOnlySpan<float> moves, Vector256<float> fits)
    {
        Span<float> earlier = stackalloc float[Width];
        earlier[Labels] = 0;
        for (var one = 0; one < Labels; one++)
            earlier[one] = Sum(Vector256.Create(moves[(one * Width)..]) * fits * later);
        return Vector256.Create<float>(earlier);
    }

    private static Vector256<float> Scale(Vector256<float> values)
    {
        var sum = Sum(values);
        return sum > 1e-30f ? values / sum : Vector256.Create(1f / Labels).WithElement(Labels, 0);
    }

    private static float Sum(Vector256<float> values) => values[0] + values[1] + values[2] + values[3] + values[4] + values[5] + values[6];
}
