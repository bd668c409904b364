namespace Ashlar.Core.Tests.Protection.Detection.Training;

/// <summary>Orders by the corpus' own generator, so that training comes out the same everywhere.</summary>
internal sealed class Shuffle(uint seed)
{
    private readonly PhiValues _dice = new(seed);

    public int[] Of(int count)
    {
        var order = Enumerable.Range(0, count).ToArray();
        for (var at = count - 1; at > 0; at--)
        {
            var other = _dice.Next(at + 1);
            (order[at], order[other]) = (order[other], order[at]);
        }

        return order;
    }
}
