using Ashlar.Contract.Errors;
using Ashlar.Core.Audit;
using Ashlar.Core.Files.Names;
using Ashlar.Core.Files.Rows;
using Ashlar.Core.Files.Sealing;
using Ashlar.Core.Files.Stores;
using Ashlar.Core.Http;
using Microsoft.Net.Http.Headers;

namespace Ashlar.Core.Files.Serving;

/// <summary>
/// Sends a file so that a browser can do nothing with it but save it, or show an image, a PDF or plain text without running anything. Whoever
/// opened which file is on record before its first byte leaves.
/// </summary>
internal sealed class FileServing(FileSource source, AuditLog audit, ILogger<FileServing> log)
{
    private const string Locked = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'self'; sandbox";

    /// <summary>The viewers that browsers have for PDF do not run in a sandbox; they run no scripts of ours or of the file's in our pages.</summary>
    private const string LockedPdf = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'self'";

    /// <param name="context">The request.</param>
    /// <param name="file">The file; null answers that it is gone.</param>
    /// <param name="show">Show it in the browser, if its type allows that.</param>
    /// <param name="entry">What the log keeps of it.</param>
    public async Task Send(HttpContext context, OpenFile? file, bool show, AuditEntry entry)
    {
        if (file is null || Closed(file) is not null)
        {
            await context.WriteError(file is null ? StoredFileErrors.Gone : Closed(file)!);
            return;
        }

        using var key = await source.Key(file, context.RequestAborted);
        if (key is null)
        {
            await context.WriteError(StoredFileErrors.Gone);
            return;
        }

        var range = Range(context.Request, file);
        if (range is null)
        {
            context.Response.Headers.ContentRange = $"bytes */{file.Size}";
            await context.WriteError(StoredFileErrors.RangeInvalid);
            return;
        }

        // A viewer reads a file in many parts; the first one tells that it was opened.
        if (range.Value.From == 0)
            await audit.Write(entry with { Resource = FileResource.Key, ResourceId = file.Id }, context.RequestAborted);
        await Write(context, file, key, range.Value, show);
    }

    /// <summary>Why a file cannot be opened.</summary>
    public static Error? Closed(OpenFile file) => file.State switch
    {
        FileState.Ready => null,
        FileState.Deleted => StoredFileErrors.Gone,
        _ => file.ScanResult is null ? StoredFileErrors.NotReady : StoredFileErrors.Infected,
    };

    private async Task Write(HttpContext context, OpenFile file, FileKey key, (long From, long Length, bool Part) range, bool show)
    {
        var response = context.Response;
        Head(response, file, range, show && MediaTypes.IsShown(file.MediaType));
        try
        {
            var error = await source.Copy(file, key, range.From, range.Length, async bytes => await response.BodyWriter.WriteAsync(bytes, context.RequestAborted), context.RequestAborted);
            if (error is not null)
                await Instead(context, error);
        }
        catch (Exception failure) when (failure is FileStoreException or Protection.Keys.UnreadableException && !response.HasStarted)
        {
            log.LogError(failure, "The file {File} cannot be read from the store {Store}", file.Id, file.Store);
            await Instead(context, failure is FileStoreException ? StoredFileErrors.StoreDown : Protection.ProtectionErrors.Unreadable);
        }
        catch (Exception) when (response.HasStarted)
        {
            // Half a file must not look like a whole one.
            context.Abort();
            throw;
        }
    }

    private static void Head(HttpResponse response, OpenFile file, (long From, long Length, bool Part) range, bool shown)
    {
        var disposition = new ContentDispositionHeaderValue(shown ? "inline" : "attachment");
        disposition.SetHttpFileName(file.Name);
        var headers = response.Headers;
        headers.ContentDisposition = disposition.ToString();
        headers.ContentSecurityPolicy = shown && file.MediaType == "application/pdf" ? LockedPdf : Locked;
        headers.XFrameOptions = "SAMEORIGIN";
        headers.CacheControl = "private, no-store";
        headers.AcceptRanges = "bytes";
        headers.ETag = $"\"{file.Sha256}\"";
        response.ContentType = shown && file.MediaType == "text/plain" ? "text/plain; charset=utf-8" : shown || !file.MediaType.StartsWith("text/", StringComparison.Ordinal) ? file.MediaType : MediaTypes.Unknown;
        response.ContentLength = range.Length;
        if (!range.Part)
            return;
        response.StatusCode = StatusCodes.Status206PartialContent;
        headers.ContentRange = $"bytes {range.From}-{range.From + range.Length - 1}/{file.Size}";
    }

    private static Task Instead(HttpContext context, Error error)
    {
        var headers = context.Response.Headers;
        foreach (var name in (string[])[HeaderNames.ContentDisposition, HeaderNames.ContentRange, HeaderNames.ContentLength, HeaderNames.AcceptRanges, HeaderNames.ETag])
            headers.Remove(name);
        return context.WriteError(error);
    }

    /// <summary>The part that is asked for; null when it lies outside. More than one part at once is answered with the whole.</summary>
    private static (long From, long Length, bool Part)? Range(HttpRequest request, OpenFile file)
    {
        if (request.Headers.Range.Count == 0 || !RangeHeaderValue.TryParse(request.Headers.Range.ToString(), out var asked) || asked.Unit != "bytes" || asked.Ranges is not { Count: 1 }
            || (request.Headers.IfRange.Count > 0 && request.Headers.IfRange != $"\"{file.Sha256}\""))
            return (0, file.Size, false);
        var range = asked.Ranges.First();
        var from = range.From ?? Math.Max(0, file.Size - (range.To ?? 0));
        var to = range.From is null || range.To is null ? file.Size - 1 : Math.Min(range.To.Value, file.Size - 1);
        return from > to || (range.From is null && range.To is 0) ? null : (from, to - from + 1, true);
    }
}
