using System.Globalization;
using System.Runtime.InteropServices;

namespace Ashlar.Core.Limits;

/// <summary>So many in so many seconds, written <c>100/minute</c>.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Rate(int Amount, int Seconds)
{
    private static readonly (string Name, int Seconds)[] _units = [("second", 1), ("minute", 60), ("hour", 3_600), ("day", 86_400)];

    public TimeSpan Window => TimeSpan.FromSeconds(Seconds);

    /// <summary>The window is counted in sixty slots; whatever is counted leaves with its slot.</summary>
    public int SlotMilliseconds => ((Seconds * 1_000) + 59) / 60;

    public static bool TryParse(string text, out Rate rate)
    {
        rate = default;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 1 || !int.TryParse(text.AsSpan(0, slash), NumberStyles.None, CultureInfo.InvariantCulture, out var amount) || amount < 1)
            return false;
        foreach (var (name, seconds) in _units)
        {
            if (text.AsSpan(slash + 1).SequenceEqual(name))
                rate = new Rate(amount, seconds);
        }

        return rate.Amount > 0;
    }

    /// <summary>The same window with another amount; what is too large to count is as large as can be counted.</summary>
    public Rate Times(double factor) => this with { Amount = (int)Math.Clamp(Math.Round(Amount * factor), 1, 1_000_000_000) };

    public override string ToString()
    {
        var seconds = Seconds;
        return $"{Amount.ToString(CultureInfo.InvariantCulture)}/{Array.Find(_units, unit => unit.Seconds == seconds).Name ?? $"{seconds} seconds"}";
    }
}
