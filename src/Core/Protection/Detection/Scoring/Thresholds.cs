namespace Ashlar.Core.Protection.Detection.Scoring;

/// <summary>How likely a token must be to begin a finding, by what stands around it.</summary>
internal sealed class Thresholds
{
    /// <summary>A token this likely makes others around it believable.</summary>
    private const float Certain = 0.99f;

    /// <summary>Judged tokens before and after among which a certain one counts.</summary>
    private const int Reach = 50;

    /// <summary>What has the form of an address of mail, of the web or of a telephone needs beside a certain token: in a text about somebody all of these count.</summary>
    private const float BesideContact = 0.08f;

    /// <summary>What a scanner believes this much needs no more than the likelihood below, whatever the words around speak of.</summary>
    private const double Surely = 0.7;
    private const float Vouched = 0.9f;

    /// <summary>
    /// By how much the words around speak of somebody, in nine steps: beside a certain token, and alone. Names, places, addresses and dates stand in texts about nobody too, so that
    /// they need more.
    /// </summary>
    private static readonly float[] _beside = [0.8f, 0.6f, 0.25f, 0.15f, 0.1f, 0.1f, 0.1f, 0.1f, 0.1f];

    private static readonly float[] _besideSoft = [0.995f, 0.98f, 0.6f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f];
    private static readonly float[] _alone = [0.9999f, 0.9995f, 0.998f, 0.99f, 0.97f, 0.95f, 0.9f, 0.8f, 0.7f];
    private static readonly float[] _aloneSoft = [0.9999f, 0.9995f, 0.999f, 0.998f, 0.99f, 0.97f, 0.95f, 0.9f, 0.8f];

    private readonly Judgement _judgement;
    private readonly Subject _subject;

    /// <summary>How many tokens before each judged one are certain.</summary>
    private readonly int[] _certain;

    public Thresholds(Judgement judgement, Subject subject)
    {
        (_judgement, _subject) = (judgement, subject);
        _certain = judgement.Page.Borrow<int>(judgement.Count + 1);
        for (var index = 0; index < judgement.Count; index++)
            _certain[index + 1] = _certain[index] + (judgement.Sure(index) >= Certain ? 1 : 0);
    }

    /// <summary>What a finding of a kind needs at a judged token.</summary>
    public float Needed(int index, PhiKind kind)
    {
        var token = _judgement.Token(index);
        var lean = (int)Math.Max(_subject.Lean(token, Subject.Near), _subject.Lean(token, Subject.Far));
        if (IsAlone(index))
            return IsSoft(kind) ? _aloneSoft[lean] : _alone[lean];
        if (IsSoft(kind))
            return _besideSoft[lean];
        return IsContact(kind) ? Math.Min(_beside[lean], BesideContact) : _beside[lean];
    }

    /// <summary>What a scanner found needs less where the scanner is fairly sure.</summary>
    public float Needed(int index, PhiSpan candidate)
    {
        var needed = Needed(index, candidate.Kind);
        return IsVouchedFor(candidate) ? Math.Min(Vouched, needed) : needed;
    }

    public static bool IsContact(PhiKind kind) => kind is PhiKind.Email or PhiKind.Url or PhiKind.Ip or PhiKind.Phone or PhiKind.Fax;

    private static bool IsSoft(PhiKind kind) => kind is PhiKind.Name or PhiKind.Place or PhiKind.Zip or PhiKind.Address or PhiKind.Date;

    private static bool IsVouchedFor(PhiSpan candidate) =>
        candidate.Kind == PhiKind.Age ? candidate.Confidence >= PhiDetector.Threshold : candidate.Confidence >= Surely && !IsSoft(candidate.Kind) && !IsContact(candidate.Kind);

    private bool IsAlone(int index) => _certain[Math.Min(_judgement.Count, index + Reach + 1)] == _certain[Math.Max(0, index - Reach)];
}
