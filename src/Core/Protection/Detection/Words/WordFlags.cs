namespace Ashlar.Core.Protection.Detection.Words;

/// <summary>What a word says about itself and about the text around it.</summary>
[Flags]
internal enum WordFlags : long
{
    None = 0,
    Given = 1 << 0,
    Surname = 1 << 1,
    Common = 1 << 2,
    Place = 1 << 3,
    Title = 1 << 4,
    TitleRest = 1 << 5,
    Particle = 1 << 6,
    Person = 1 << 7,
    Health = 1 << 8,
    Care = 1 << 9,
    Birth = 1 << 10,
    Business = 1 << 11,
    Tech = 1 << 12,
    Month = 1 << 13,
    Street = 1 << 14,
    Strasse = 1 << 15,
    Company = 1 << 16,
    Salutation = 1 << 17,
    Signoff = 1 << 18,
    NotId = 1 << 19,
    Number = 1 << 20,
    Label = 1 << 21,

    /// <summary>A town of the wide list.</summary>
    Town = 1 << 22,

    /// <summary>An ordinary word of the language, whatever else it is.</summary>
    Vocab = 1 << 23,

    /// <summary>A name of the wide list only.</summary>
    Rare = 1 << 24,

    /// <summary>What people do or what is done to them: says, klagt, underwent.</summary>
    Acts = 1 << 25,

    /// <summary>Words of texts about many or about nobody: studies, guidelines, patients.</summary>
    General = 1 << 26,

    /// <summary>Letters after the name of somebody who treats: MD, RN.</summary>
    Credential = 1 << 27,

    /// <summary>An unknown word that ends as towns do.</summary>
    Townlike = 1 << 28,

    /// <summary>What people do at places: lives, moved, stammt.</summary>
    Dwells = 1 << 29,

    /// <summary>Two words and more begin with this one that are a town.</summary>
    TownStart = 1 << 30,

    /// <summary>Words that often stand right before a person: with, per, von.</summary>
    Cue = 1L << 31,

    /// <summary>What stands before the name of a street: calle, rue, via.</summary>
    Calle = 1L << 32,

    /// <summary>A number of more than one word's worth: ninth, vierundneunzig.</summary>
    Numeral = 1L << 33,

    /// <summary>A sign read aloud: dash, punkt.</summary>
    Sign = 1L << 34,

    /// <summary>Says that a number follows: id, nr, Studiennummer.</summary>
    Counter = 1L << 35,

    /// <summary>Says that only the end of a number follows: last, endet.</summary>
    Last = 1L << 36,

    /// <summary>Stands before places: in, aus, hospital.</summary>
    Where = 1L << 37,

    /// <summary>Begins the names of many towns: fort, bad.</summary>
    TownBeginning = 1L << 38,

    /// <summary>Ends as streets do: Lindenweg.</summary>
    StreetEnd = 1L << 39,

    /// <summary>Belongs to what is read aloud, and is no number and no sign: at, double.</summary>
    Spoken = 1L << 40,

    /// <summary>What the weights know of. The flags of <see cref="ScannerWords"/> only spare scanners work.</summary>
    Learned = Sign - 1,

    Names = Given | Surname,
    Trade = Business | Tech,

    /// <summary>Words whose role in texts is settled, so that the wide lists do not make names of them.</summary>
    Settled = Common | Health | Care | Birth | Business | Tech | Street | Strasse | Company | Salutation | Signoff | Label | Title | TitleRest | Person | Acts | General | Number | Credential | Dwells,
}
