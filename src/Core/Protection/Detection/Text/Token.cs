using System.Runtime.InteropServices;
using Ashlar.Core.Protection.Detection.Words;

namespace Ashlar.Core.Protection.Detection.Text;

internal enum TokenKind : byte { Word, Number, Symbol, Line }

/// <summary>A run of letters, a run of digits, one symbol, or the end of a line.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Token(int Start, int End, TokenKind Kind, WordFlags Flags, uint Hash = 0)
{
    public int Length => End - Start;
}
