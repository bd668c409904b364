using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Net.Http.Headers;

namespace Ashlar.Core.Limits.Bounds;

/// <summary>What the server itself bounds before any code of ours runs: sizes, counts and slow clients.</summary>
internal static class ServerBounds
{
    /// <summary>For requests that reach no endpoint; each endpoint has its own bound.</summary>
    private const long LargestBody = 12 * 1024 * 1024;

    public static void Bound(this KestrelServerOptions kestrel, IConfiguration configuration)
    {
        var section = configuration.GetSection("Limits");
        var grace = TimeSpan.FromSeconds(section.GetValue("BodyGraceSeconds", 5d));
        kestrel.AddServerHeader = false;
        kestrel.RequestHeaderEncodingSelector = name => name == HeaderNames.ContentLength ? PlainDigits.Instance : null;
        var limits = kestrel.Limits;
        limits.MaxRequestBodySize = LargestBody;
        limits.MaxRequestHeaderCount = 100;
        limits.MaxRequestHeadersTotalSize = 32 * 1024;
        limits.MaxRequestLineSize = 8 * 1024;
        limits.MaxConcurrentConnections = section.GetValue("Connections", 10_000L);
        limits.MaxConcurrentUpgradedConnections = 0;
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(section.GetValue("HeaderSeconds", 15d));
        limits.KeepAliveTimeout = TimeSpan.FromSeconds(section.GetValue("KeepAliveSeconds", 120d));
        limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: grace);
        limits.MinResponseDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: grace);
        limits.Http2.MaxStreamsPerConnection = 100;
        limits.Http2.HeaderTableSize = 4_096;
        limits.Http2.MaxFrameSize = 16 * 1024;
        limits.Http2.MaxRequestHeaderFieldSize = 16 * 1024;
        limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(60);
        limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(20);
        kestrel.ConfigureEndpointDefaults(listen => ((Microsoft.AspNetCore.Connections.IConnectionBuilder)listen).Use(follow => connection => BareAnswers.Run(connection, follow)));
    }

    /// <summary>Reads a length as digits and nothing else. By itself the server takes <c>+3</c> for three, which another server may not.</summary>
    private sealed class PlainDigits : Encoding
    {
        public static readonly PlainDigits Instance = new();

        public override int GetByteCount(char[] chars, int index, int count) => ASCII.GetByteCount(chars, index, count);

        public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) => ASCII.GetBytes(chars, charIndex, charCount, bytes, byteIndex);

        public override int GetCharCount(byte[] bytes, int index, int count) => count;

        public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex) => GetChars(bytes.AsSpan(byteIndex, byteCount), chars.AsSpan(charIndex));

        public override int GetChars(ReadOnlySpan<byte> bytes, Span<char> chars)
        {
            if (bytes.Length is > 0 and < 20 && bytes.Length <= chars.Length && bytes.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0)
                return ASCII.GetChars(bytes, chars);
            chars[0] = '?';
            return 1;
        }

        public override int GetMaxByteCount(int charCount) => charCount;

        public override int GetMaxCharCount(int byteCount) => byteCount;
    }
}
