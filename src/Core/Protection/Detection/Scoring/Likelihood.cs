namespace Ashlar.Core.Protection.Detection.Scoring;

/// <summary>The arithmetic of the chain. It uses no function of the platform's mathematics, so that training and judgement come out the same everywhere.</summary>
internal static class Likelihood
{
    private const int Labels = TokenLabels.Count;

    /// <summary>e to the power of a number of at most 80, to about seven digits.</summary>
    public static float Exp(float power)
    {
        var two = Math.Clamp(power * 1.44269504f, -120f, 120f);
        var whole = (int)MathF.Floor(two);
        var part = (two - whole) * 0.69314718f;
        var series = 1f + part * (1f + part * (0.5f + part * (0.16666667f + part * (0.041666667f + part * (0.0083333333f + part * 0.0013888889f)))));
        return series * BitConverter.Int32BitsToSingle((whole + 127) << 23);
    }

    /// <summary>From how well each label fits each token alone to how likely it is in the chain, once forwards and once backwards. <paramref name="moves"/> gives the table of transitions before a token.</summary>
    public static void Chain(Span<float> likely, Func<int, ReadOnlySpan<float>> moves)
    {
        var count = likely.Length / Labels;
        var forward = new float[likely.Length];
        likely[..Labels].CopyTo(forward);
        Scale(forward.AsSpan(0, Labels));
        for (var index = 1; index < count; index++)
            Forward(forward.AsSpan((index - 1) * Labels, Labels), forward.AsSpan(index * Labels, Labels), moves(index), likely.Slice(index * Labels, Labels));
        Span<float> backward = stackalloc float[Labels];
        Span<float> earlier = stackalloc float[Labels];
        backward.Fill(1);
        for (var index = count - 1; index >= 0; index--)
        {
            var here = likely.Slice(index * Labels, Labels);
            if (index > 0)
                Backward(backward, earlier, moves(index), here);
            for (var label = 0; label < Labels; label++)
                here[label] = forward[index * Labels + label] * backward[label];
            Scale(here);
            earlier.CopyTo(backward);
        }
    }

    private static void Forward(ReadOnlySpan<float> from, Span<float> to, ReadOnlySpan<float> moves, ReadOnlySpan<float> fits)
    {
        for (var one = 0; one < Labels; one++)
        {
            for (var two = 0; two < Labels; two++)
                to[two] += from[one] * moves[one * Labels + two];
        }

        for (var label = 0; label < Labels; label++)
            to[label] *= fits[label];
        Scale(to);
    }

    private static void Backward(ReadOnlySpan<float> later, Span<float> earlier, ReadOnlySpan<float> moves, ReadOnlySpan<float> fits)
    {
        for (var one = 0; one < Labels; one++)
        {
            var sum = 0f;
            for (var two = 0; two < Labels; two++)
                sum += moves[one * Labels + two] * fits[two] * later[two];
            earlier[one] = sum;
        }

        Scale(earlier);
    }

    private static void Scale(Span<float> values)
    {
        var sum = 0f;
        foreach (var value in values)
            sum += value;
        if (!(sum > 1e-30f))
        {
            values.Fill(1f / values.Length);
            return;
        }

        foreach (ref var value in values)
            value /= sum;
    }
}
