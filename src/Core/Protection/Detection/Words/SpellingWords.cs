namespace Ashlar.Core.Protection.Detection.Words;

/// <summary>Words with which letters and digits are read aloud. They come without accents, as the lexicon folds them.</summary>
internal static class SpellingWords
{
    public static readonly WordSet Alphabets = new(
        "alpha", "alfa", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel", "india", "juliet", "juliett", "kilo", "lima", "mike", "november", "oscar", "papa", "quebec", "romeo", "sierra", "tango", "uniform", "victor", "whiskey",
        "whisky", "xray", "yankee", "zulu", "anton", "berta", "casar", "caesar", "dora", "emil", "friedrich", "gustav", "heinrich", "julius", "kaufmann", "konrad", "ludwig", "martha", "nordpol", "otto", "paula", "quelle", "richard",
        "siegfried", "samuel", "theodor", "ulrich", "viktor", "wilhelm", "xanthippe", "ypsilon", "zeppelin", "zacharias", "adam", "boy", "frank", "george", "henry", "ida", "john", "king", "lincoln", "mary", "nora", "ocean", "queen", "sam", "zebra", "bee", "cee", "dee", "eff", "gee", "aitch", "jay", "kay", "cue", "vee", "zee", "zed");

    /// <summary>"double four"</summary>
    public static readonly WordSet Multiples = new("double", "triple", "doppel");

    /// <summary>"M like Mike"; "M as in Mike" takes two words.</summary>
    public static readonly WordSet Likens = new("wie", "like", "for");

    /// <summary>What stands between a letter and its word.</summary>
    public static readonly WordSet Explains = new("as", "in", "wie", "like");

    /// <summary>What stands between the words of a date.</summary>
    public static readonly WordSet WithinDates = new("the", "of", "and", "im", "des");
}
