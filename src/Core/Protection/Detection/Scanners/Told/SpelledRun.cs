namespace Ashlar.Core.Protection.Detection.Scanners.Told;

/// <summary>What is counted of letters and digits that are read aloud. Digits that only count upwards are a rhyme or an exercise.</summary>
internal struct SpelledRun()
{
    private int _spoken;
    private int _last = -1;
    private bool _counts = true;

    public int Digits { get; private set; }
    public int Letters { get; private set; }

    public readonly bool IsNumber => _spoken > 2 && Digits >= (Letters > 1 ? 2 : 3) && Digits + Letters >= 4 && !(_counts && Letters == 0);

    public void Plain(int digits) => (Digits, _counts) = (Digits + digits, false);

    public void Again(int digits) => (Digits, _spoken, _counts) = (Digits + digits, _spoken + digits, false);

    public void Letter() => (Letters, _spoken) = (Letters + 1, _spoken + 1);

    public void Spoken(int value)
    {
        _counts &= _last < 0 || value == _last + 1;
        (Digits, _spoken, _last) = (Digits + (value > 9 ? 2 : 1), _spoken + 1, value);
    }
}
