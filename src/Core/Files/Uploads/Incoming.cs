using System.Globalization;
using Ashlar.Contract.Errors;
using Ashlar.Core.Files.Names;
using Ashlar.Core.Files.Rows;
using Ashlar.Core.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Ashlar.Core.Files.Uploads;

/// <summary>A file that arrives: the bare body with parameters in the query string, or the field <c>file</c> of a form whose other fields come before it. It is read as it comes and never held as a whole.</summary>
internal sealed record Incoming(Stream Content, string? Declared, string Name, string DataClass, DateTimeOffset? ExpiresAt)
{
    private const int MaxParameter = 2_000;
    private const int MaxFields = 20;

    public static async Task<Result<Incoming>> Read(HttpContext context)
    {
        var request = context.Request;
        var parameters = request.Query.ToDictionary(pair => pair.Key, pair => pair.Value.ToString(), StringComparer.Ordinal);
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
            return Make(request.Body, request.ContentType, parameters);
        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).Value;
        if (string.IsNullOrEmpty(boundary) || boundary.Length > 100)
            return StoredFileErrors.Missing;

        var reader = new MultipartReader(boundary, request.Body) { HeadersLengthLimit = 8 * 1024, HeadersCountLimit = 16 };
        for (var field = 0; field < MaxFields && await reader.ReadNextSectionAsync(context.RequestAborted) is { } section; field++)
        {
            if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition))
                continue;
            var name = HeaderUtilities.RemoveQuotes(disposition.Name).Value;
            if (name == "file")
            {
                parameters.TryAdd("name", HeaderUtilities.RemoveQuotes(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName).Value ?? "");
                return Make(section.Body, section.ContentType, parameters);
            }

            if (name is not null && await Text(section.Body, context.RequestAborted) is { } value)
                parameters[name] = value;
        }

        return StoredFileErrors.Missing;
    }

    private static Result<Incoming> Make(Stream content, string? declared, Dictionary<string, string> parameters)
    {
        var name = FileNames.Check(parameters.GetValueOrDefault("name"));
        if (!name.Succeeded)
            return name.Error;
        var dataClass = parameters.GetValueOrDefault("data_class") is { Length: > 0 } given ? given : FileResource.General;
        if (!FileNames.IsDataClass(dataClass))
            return CoreErrors.Validation("data_class", "A class is a word of small letters, digits and _ such as invoices.");
        DateTimeOffset? expires = null;
        if (parameters.GetValueOrDefault("expires_at") is { Length: > 0 } text)
        {
            if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment))
                return CoreErrors.Validation("expires_at", "Must be a moment such as 2027-01-31T09:30:00Z.");
            expires = new DateTimeOffset(moment.UtcTicks / 10 * 10, TimeSpan.Zero);
        }

        return new Incoming(content, declared, name.Value, dataClass, expires);
    }

    private static async Task<string?> Text(Stream body, CancellationToken cancel)
    {
        var buffer = new byte[MaxParameter];
        var length = await body.ReadAtLeastAsync(buffer, MaxParameter, throwOnEndOfStream: false, cancel);
        return length < MaxParameter ? System.Text.Encoding.UTF8.GetString(buffer, 0, length) : null;
    }
}

/// <summary>A stream whose beginning was looked at already.</summary>
internal sealed class Peeked(byte[] head, int length, Stream rest) : Stream
{
    private int _at;

    public static async Task<(Peeked Stream, byte[] Head)> Of(Stream content, CancellationToken cancel)
    {
        var head = new byte[MediaTypes.Head];
        var length = await content.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancel);
        return (new Peeked(head, length, content), head[..length]);
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_at == length)
            return rest.ReadAsync(buffer, cancellationToken);
        var count = Math.Min(buffer.Length, length - _at);
        head.AsMemory(_at, count).CopyTo(buffer);
        _at += count;
        return ValueTask.FromResult(count);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Uploads are read without blocking.");

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
