namespace Ashlar.Core.Protection.Detection.Scoring;

/// <summary>What the scorer tells apart. The finer kinds are those of the scanners' candidates, or follow from the words before.</summary>
internal enum TokenLabel : byte { None, Name, Place, Address, Date, Contact, Number }

internal static class TokenLabels
{
    public const int Count = 7;

    public static TokenLabel Of(PhiKind kind) => kind switch
    {
        PhiKind.Name => TokenLabel.Name,
        PhiKind.Place or PhiKind.Zip => TokenLabel.Place,
        PhiKind.Address => TokenLabel.Address,
        PhiKind.Date or PhiKind.BirthDate or PhiKind.Age => TokenLabel.Date,
        PhiKind.Phone or PhiKind.Fax or PhiKind.Email or PhiKind.Url or PhiKind.Ip => TokenLabel.Contact,
        _ => TokenLabel.Number,
    };
}
