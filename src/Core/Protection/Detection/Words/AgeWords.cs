namespace Ashlar.Core.Protection.Detection.Words;

/// <summary>Words around ages. They come without accents, as the lexicon folds them.</summary>
internal static class AgeWords
{
    public static readonly WordSet Years = new("year", "years", "yr", "yrs", "yo", "y", "jahre", "jahren", "jahr", "jahrig", "jahrige", "jahriger", "jahrigen", "jahriges", "j", "yoa", "yof", "yom");

    /// <summary>Years of anything, unless it is said that they are of somebody's life.</summary>
    public static readonly WordSet Spans = new("years", "jahre", "yrs");

    public static readonly WordSet Old = new("old", "alt", "o");

    public static readonly WordSet Sexes = new("f", "m", "w", "female", "male", "woman", "man");

    public static readonly WordSet Ordinals = new("th", "st", "nd", "rd");

    public static readonly WordSet Anniversaries = new("birthday", "bday", "birthdays", "year", "geburtstag", "geburtstags", "lebensjahr", "wiegenfest");

    public static readonly WordSet Verbs = new("is", "was", "be", "being", "turns", "turned", "turning", "aged", "age", "wird", "ist", "war", "wurde", "werde", "alter", "reached", "reaches");

    /// <summary>What may stand between a verb and the age.</summary>
    public static readonly WordSet Between = new("now", "nearly", "almost", "just", "already", "still", "only", "fast", "schon", "bereits", "jetzt", "inzwischen", "of", "von", "about", "im", "in", "mit", "at", "over");

    /// <summary>What numbers count that are no ages.</summary>
    public static readonly WordSet Measures = new("percent", "prozent", "mg", "ml", "kg", "g", "cm", "mm", "minutes", "minuten", "min", "mins", "seconds", "days", "tage", "hours", "stunden", "degrees", "grad", "beats", "bpm", "dollars", "euro", "times", "mal", "miles", "steps", "pounds", "lbs", "units", "meters", "beds", "betten");
}
