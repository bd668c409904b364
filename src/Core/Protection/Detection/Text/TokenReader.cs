using System.Buffers;
using Ashlar.Core.Protection.Detection.Words;

namespace Ashlar.Core.Protection.Detection.Text;

/// <summary>Cuts a text into tokens.</summary>
internal ref struct TokenReader
{
    private readonly ReadOnlySpan<char> _text;
    private readonly WordMemory _words;
    private Token[] _tokens;
    private int _count;

    private TokenReader(ReadOnlySpan<char> text, WordMemory words)
    {
        _text = text;
        _tokens = ArrayPool<Token>.Shared.Rent(text.Length / 4 + 8);
        _words = words;
    }

    /// <summary>The tokens in a borrowed array, which <see cref="Release"/> gives back.</summary>
    public static Token[] Read(ReadOnlySpan<char> text, WordMemory words, out int count)
    {
        var reader = new TokenReader(text, words);
        for (var at = 0; at < text.Length;)
            at = reader.Next(at);
        count = reader._count;
        return reader._tokens;
    }

    public static void Release(Token[] tokens, int count)
    {
        Array.Clear(tokens, 0, count);
        ArrayPool<Token>.Shared.Return(tokens);
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
        Add(new Token(at, end, TokenKind.Word, _words.Of(_text[at..end], hash), (uint)hash));
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
