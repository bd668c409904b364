using System.Runtime.CompilerServices;

namespace Ashlar.Core.Observability;

/// <summary>Up to four kept tags of a measurement in the order they were told, compared without building text.</summary>
[InlineArray(Most)]
internal struct MetricTags : IEquatable<MetricTags>
{
    private const int Most = 4;

    private KeyValuePair<string, object?> _tag;

    /// <summary>False when there are more tags than it holds.</summary>
    public static bool TryOf(ReadOnlySpan<KeyValuePair<string, object?>> tags, IReadOnlyList<string>? keep, out MetricTags kept)
    {
        kept = default;
        var count = 0;
        foreach (var tag in tags)
        {
            if (tag.Value is null || keep?.Contains(tag.Key) == false)
                continue;
            if (count == Most)
                return false;
            kept[count++] = tag;
        }

        return true;
    }

    public readonly bool Equals(MetricTags other)
    {
        for (var index = 0; index < Most; index++)
        {
            if (this[index].Key != other[index].Key || !Equals(this[index].Value, other[index].Value))
                return false;
        }

        return true;
    }

    public override readonly bool Equals(object? obj) => obj is MetricTags other && Equals(other);

    /// <summary>Of the values alone: names of tags hardly ever tell two measurements of one instrument apart.</summary>
    public override readonly int GetHashCode() => HashCode.Combine(this[0].Value, this[1].Value, this[2].Value, this[3].Value);
}
