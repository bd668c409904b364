namespace Ashlar.Core.Limits.Counting;

/// <summary>When the database is told what a counter has admitted.</summary>
internal enum Reporting
{
    /// <summary>There is nothing to tell.</summary>
    Nothing,

    /// <summary>Within a second.</summary>
    Soon,

    /// <summary>Within some fifty milliseconds.</summary>
    Now,
}

/// <summary>
/// What this host knows of one counter. Below half of a limit it admits at once and reports later: few within a second, a fortieth of the limit at once;
/// from half on, or when it has many to report, the database is asked for each request. Where the database has said no, it is not asked again before something is forgotten.
/// </summary>
internal sealed class Counter(CounterKey key)
{
    private readonly Lock _lock = new();
    private int _known;
    private int _unreported;
    private int _underWay;
    private bool _warm;
    private bool _removed;
    private long _resetAt;
    private long _refusedUntil;
    private long _seenAt;

    public CounterKey Key => key;

    public Rate Rate { get; private set; }

    public Guid? Owner { get; private set; }

    /// <summary>How soon what was admitted here is to be reported; it waits in the queue of that name.</summary>
    public Reporting Reporting { get; private set; }

    /// <summary>Limits this small are never guessed at.</summary>
    private const int Exact = 20;

    /// <summary>Decides from memory; null when the database must be asked, and false in <paramref name="alive"/> when the counter is no longer the one in use. Tells which queue it is to join.</summary>
    public Decision? Decide(Rate rate, Guid? owner, bool mayGuess, long now, out Reporting join, out bool alive)
    {
        lock (_lock)
        {
            alive = !_removed;
            join = Reporting.Nothing;
            (_seenAt, Owner) = (now, owner ?? Owner);
            if (rate != Rate)
                (Rate, _refusedUntil) = (rate, 0);
            if (_removed)
                return null;
            if (now < _refusedUntil)
                return new Decision(false, rate, 0, Seconds(_refusedUntil - now), false);

            var used = _known + _underWay + _unreported;
            if (!mayGuess || _warm || rate.Amount < Exact || used * 2L >= rate.Amount || _underWay + _unreported >= Math.Max(1, rate.Amount / 20))
                return null;
            _unreported++;
            var wanted = _unreported * 40L >= rate.Amount ? Reporting.Now : Reporting.Soon;
            if (wanted > Reporting)
                join = Reporting = wanted;
            return new Decision(true, rate, rate.Amount - used - 1, now < _resetAt ? Seconds(_resetAt - now) : rate.Seconds, false);
        }
    }

    /// <summary>Admits without the database, which does not answer: each host counts for itself until it does.</summary>
    public Decision Alone(Rate rate, long now)
    {
        lock (_lock)
        {
            if (now >= _resetAt)
                (_known, _unreported, _resetAt) = (0, 0, now + (rate.Seconds * 1_000L));
            var used = _known + _underWay + _unreported;
            if (used >= rate.Amount)
                return new Decision(false, rate, 0, Seconds(_resetAt - now), false);
            _unreported++;
            return new Decision(true, rate, rate.Amount - used - 1, Seconds(_resetAt - now), false);
        }
    }

    /// <summary>Takes what has to be reported; it must be answered, or given back.</summary>
    public int TakeReport()
    {
        lock (_lock)
        {
            var count = _unreported;
            _underWay += count;
            _unreported = 0;
            Reporting = Reporting.Nothing;
            return count;
        }
    }

    public void GiveBack(int count)
    {
        lock (_lock)
        {
            _underWay -= count;
            _unreported += count;
        }
    }

    /// <summary>It is to be reported at once, whatever there is; false when it waits for that already.</summary>
    public bool Hurry()
    {
        lock (_lock)
        {
            var waits = Reporting == Reporting.Now;
            Reporting = Reporting.Now;
            return !waits;
        }
    }

    public Decision Answered(CountAnswer answer, int reported, bool asked, long now)
    {
        lock (_lock)
        {
            _underWay -= reported;
            _known = answer.Total;
            _warm = answer.Total * 2L >= Rate.Amount;
            _resetAt = now + answer.ResetMilliseconds;
            if (asked && !answer.Granted)
                _refusedUntil = _resetAt;
            return new Decision(answer.Granted, Rate, Math.Max(0, Rate.Amount - answer.Total), Seconds(answer.ResetMilliseconds), answer.FirstRefusal);
        }
    }

    /// <summary>Somewhere half of the limit is used.</summary>
    public void Warm(long now)
    {
        lock (_lock)
            (_warm, _seenAt) = (true, now);
    }

    /// <summary>Nothing that was known before counts, since the numbers have changed.</summary>
    public void Forget()
    {
        lock (_lock)
            (_refusedUntil, _known) = (0, 0);
    }

    /// <summary>Whether it is of no use any more; then nobody counts with it again.</summary>
    public bool Retire(long now)
    {
        lock (_lock)
        {
            var window = Math.Max(60, Rate.Seconds) * 1_000L * (_warm ? 2 : 1);
            _removed = _unreported == 0 && _underWay == 0 && now - _seenAt > window;
            return _removed;
        }
    }

    private static int Seconds(long milliseconds) => (int)Math.Max(1, (milliseconds + 999) / 1_000);
}
