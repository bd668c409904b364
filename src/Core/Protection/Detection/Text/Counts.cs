using System.Runtime.InteropServices;
using Ashlar.Core.Protection.Detection.Words;

namespace Ashlar.Core.Protection.Detection.Text;

/// <summary>How many telling words a text has up to a place. The numbers begin again at 65536, which is more than any two places that are compared lie apart.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Counts(ushort Health, ushort Person, ushort Trade, ushort Care, ushort General)
{
    private const WordFlags Counted = WordFlags.Health | WordFlags.Person | WordFlags.Trade | WordFlags.Care | WordFlags.General;

    public static int Between(ushort from, ushort to) => (ushort)(to - from);

    public Counts With(WordFlags flags) => (flags & Counted) == WordFlags.None ? this : new(Add(Health, flags & WordFlags.Health), Add(Person, flags & WordFlags.Person), Add(Trade, flags & WordFlags.Trade), Add(Care, flags & WordFlags.Care), Add(General, flags & WordFlags.General));

    private static ushort Add(ushort count, WordFlags flags) => flags == WordFlags.None ? count : (ushort)(count + 1);
}
