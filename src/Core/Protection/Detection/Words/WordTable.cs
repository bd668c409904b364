namespace Ashlar.Core.Protection.Detection.Words;

/// <summary>What is known of many words in little room: hashes of 64 bits in open addressing, no strings. Capital letters of ASCII count as small ones.</summary>
internal sealed class WordTable
{
    public const ulong Seed = 0xcbf29ce484222325;
    private const ulong Prime = 0x100000001b3;

    private ulong[] _keys = new ulong[1 << 12];
    private WordFlags[] _flags = new WordFlags[1 << 12];

    public int Count { get; private set; }

    /// <summary>Goes on with a hash, so that several words can be looked up as one.</summary>
    public static ulong Mix(ulong hash, ReadOnlySpan<char> text)
    {
        foreach (var character in text)
            hash = MixWord(hash, character);
        return hash;
    }

    public static ulong MixWord(ulong hash, char character) => (hash ^ (char.IsAsciiLetterUpper(character) ? character | 0x20u : character)) * Prime;

    public static ulong Mix(ulong hash, char character) => (hash ^ character) * Prime;

    public static ulong End(ulong hash) => hash ^ (hash >> 32) | 1UL << 63;

    public static ulong Hash(ReadOnlySpan<char> word) => End(Mix(Seed, word));

    public WordFlags Of(ulong hash)
    {
        var mask = _keys.Length - 1;
        for (var at = (int)hash & mask; _keys[at] != 0; at = (at + 1) & mask)
        {
            if (_keys[at] == hash)
                return _flags[at];
        }

        return WordFlags.None;
    }

    public void Add(ulong hash, WordFlags flags)
    {
        if (Count * 2 >= _keys.Length)
            Grow();
        Put(hash, flags);
    }

    private void Put(ulong hash, WordFlags flags)
    {
        var mask = _keys.Length - 1;
        var at = (int)hash & mask;
        while (_keys[at] != 0 && _keys[at] != hash)
            at = (at + 1) & mask;
        Count += _keys[at] == 0 ? 1 : 0;
        _keys[at] = hash;
        _flags[at] |= flags;
    }

    private void Grow()
    {
        var (keys, flags) = (_keys, _flags);
        (_keys, _flags, Count) = (new ulong[keys.Length * 4], new WordFlags[keys.Length * 4], 0);
        for (var at = 0; at < keys.Length; at++)
        {
            if (keys[at] != 0)
                Put(keys[at], flags[at]);
        }
    }
}
