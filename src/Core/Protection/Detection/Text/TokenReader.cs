using System.Buffers;
using System.Numerics;
using Ashlar.Core.Protection.Detection.Words;

namespace Ashlar.Core.Protection.Detection.Text;

/// <summary>Cuts a text into tokens. Texts say the same words again and again, so that what the lists know of a word is remembered while a text is read.</summary>
internal ref struct TokenReader
{
    private const int FewestWords = 16;
    private const int MostWords = 1 << 15;

    private readonly ReadOnlySpan<char> _text;
    private readonly (ulong Hash, WordFlags Flags)[] _known;
    private readonly int _mask;
    private Token[] _tokens;
    private int _count;

    private TokenReader(ReadOnlySpan<char> text)
    {
        _text = text;
        _tokens = ArrayPool<Token>.Shared.Rent(text.Length / 4 + 8);
        _mask = Math.Clamp((int)BitOperations.RoundUpToPowerOf2((uint)text.Length / 32), FewestWords, MostWords) - 1;
        _known = ArrayPool<(ulong, WordFlags)>.Shared.Rent(_mask + 1);
        _known.AsSpan(0, _mask + 1).Clear();
    }

    public static Token[] Read(ReadOnlySpan<char> text)
    {
        var reader = new TokenReader(text);
        for (var at = 0; at < text.Length;)
            at = reader.Next(at);
        var tokens = reader._tokens.AsSpan(0, reader._count).ToArray();
        ArrayPool<Token>.Shared.Return(reader._tokens);
        ArrayPool<(ulong, WordFlags)>.Shared.Return(reader._known);
        return tokens;
    }

    /// <summary>Reads the token at a place, if there is one, and returns where it ends.</summary>
    private int Next(int at)
    {
        var character = _text[at];
        var end = at + 1;
        if (character == ' ')
            return end;
        if (char.IsAsciiLetter(character) || character > '\u007f' && char.IsLetter(character))
            return Word(at);
        var kind = character == '\n' ? TokenKind.Line : TokenKind.Symbol;
        if (char.IsAsciiDigit(character))
        {
            kind = TokenKind.Number;
            while (end < _text.Length && char.IsAsciiDigit(_text[end]))
                end++;
        }

        Add(new Token(at, end, kind, WordFlags.None));
        return end;
    }

    private int Word(int at)
    {
        var (end, hash) = (at, WordTable.Seed);
        while (end < _text.Length && (char.IsAsciiLetter(_text[end]) || _text[end] > '\u007f' && char.IsLetter(_text[end])))
            hash = WordTable.MixWord(hash, _text[end++]);
        hash = WordTable.End(hash);
        ref var known = ref _known[(int)hash & _mask];
        if (known.Hash != hash)
            known = (hash, Lexicon.Of(_text[at..end], hash));
        Add(new Token(at, end, TokenKind.Word, known.Flags, (uint)hash));
        return end;
    }

    private void Add(Token token)
    {
        if (_count == _tokens.Length)
        {
            var longer = ArrayPool<Token>.Shared.Rent(_count * 2);
            _tokens.AsSpan().CopyTo(longer);
            ArrayPool<Token>.Shared.Return(_tokens);
            _tokens = longer;
        }

        _tokens[_count++] = token;
    }
}
