namespace Ashlar.Core.Limits.Counting;

/// <summary>A window kept in memory alone: sixty slots and the one under way, as in the database.</summary>
internal sealed class LocalCounter
{
    private const int Slots = 61;

    private readonly Lock _lock = new();
    private readonly int[] _counts = new int[Slots];
    private long _slot;
    private int _used;
    private bool _told;

    public long SeenAt { get; private set; }

    public Decision Decide(Rate rate, long now)
    {
        lock (_lock)
        {
            SeenAt = now;
            var width = rate.SlotMilliseconds;
            Advance(now / width);
            if (_used < rate.Amount)
            {
                _counts[_slot % Slots]++;
                _used++;
                _told &= _used * 2L >= rate.Amount;
                return new Decision(true, rate, rate.Amount - _used, rate.Seconds, false);
            }

            var first = !_told;
            _told = true;
            return new Decision(false, rate, 0, Wait(now, width), first);
        }
    }

    private int Wait(long now, int width)
    {
        for (var i = 1; i <= Slots; i++)
        {
            if (_counts[(_slot + i) % Slots] > 0)
                return (int)Math.Max(1, (((i * (long)width) - (now % width)) + 999) / 1_000);
        }

        return 1;
    }

    private void Advance(long slot)
    {
        if (slot - _slot >= Slots)
        {
            Array.Clear(_counts);
            _used = 0;
        }
        else
        {
            for (var gone = _slot + 1; gone <= slot; gone++)
            {
                _used -= _counts[gone % Slots];
                _counts[gone % Slots] = 0;
            }
        }

        _slot = Math.Max(slot, _slot);
    }
}
