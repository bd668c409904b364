using Ashlar.Core.Protection.Detection.Words;

namespace Ashlar.Core.Protection.Detection.Text;

/// <summary>How many telling words a text has up to a place, five numbers in one. They begin again at 2048, which is more than any two places that are compared lie apart.</summary>
internal readonly record struct Counts(ulong Packed)
{
    private const WordFlags Counted = WordFlags.Health | WordFlags.Person | WordFlags.Trade | WordFlags.Care | WordFlags.General;

    /// <summary>A number has eleven bits, and one above them for what it carries over.</summary>
    private const ulong Number = (1 << 11) - 1;
    private const int Health = 0;
    private const int Person = 12;
    private const int Trade = 24;
    private const int Care = 36;
    private const int General = 48;
    private const ulong All = Number << Health | Number << Person | Number << Trade | Number << Care | Number << General;

    public static int HealthBetween(Counts from, Counts to) => Between(from, to, Health);
    public static int PersonBetween(Counts from, Counts to) => Between(from, to, Person);
    public static int TradeBetween(Counts from, Counts to) => Between(from, to, Trade);
    public static int CareBetween(Counts from, Counts to) => Between(from, to, Care);
    public static int GeneralBetween(Counts from, Counts to) => Between(from, to, General);

    public Counts With(WordFlags flags) => (flags & Counted) == WordFlags.None ? this : new(Packed + One(flags & WordFlags.Health, Health) + One(flags & WordFlags.Person, Person) + One(flags & WordFlags.Trade, Trade) + One(flags & WordFlags.Care, Care) + One(flags & WordFlags.General, General) & All);

    private static int Between(Counts from, Counts to, int number) => (int)((to.Packed >> number) - (from.Packed >> number) & Number);

    private static ulong One(WordFlags flags, int number) => (flags != WordFlags.None ? 1UL : 0) << number;
}
