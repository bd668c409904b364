namespace Ashlar.Core.Protection.Detection;

/// <summary>One identifier, by its place in the text as it was given: UTF-16 units, never half a surrogate pair.</summary>
internal readonly record struct PhiSpan(int Start, int Length, PhiKind Kind, double Confidence, string Reason)
{
    public int End => Start + Length;
}
