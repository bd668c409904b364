using System.Security.Cryptography;

namespace Ashlar.Core.Webhooks.Deliveries;

/// <summary>When a failed delivery is tried again: as Standard Webhooks recommends, a little earlier or later so that not all come at once.</summary>
internal static class RetrySchedule
{
    public const int Attempts = 10;
    private static readonly TimeSpan _longest = TimeSpan.FromHours(24);

    private static readonly TimeSpan[] _waits =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(5),
        TimeSpan.FromHours(10), TimeSpan.FromHours(14), TimeSpan.FromHours(20), TimeSpan.FromHours(24),
    ];

    /// <summary>How long to wait after so many failed attempts, or null when it was the last. What the receiver asks for counts when it is longer.</summary>
    public static TimeSpan? After(int attempts, TimeSpan? asked = null)
    {
        if (attempts >= Attempts)
            return null;
        var wait = _waits[attempts - 1] * (0.9 + (0.2 * RandomNumberGenerator.GetInt32(1001) / 1000));
        return asked > wait ? (asked > _longest ? _longest : asked) : wait;
    }
}
