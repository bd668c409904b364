using Ashlar.Core.Audit;
using Ashlar.Core.Protection.Redaction;

namespace Ashlar.Core.Http;

/// <summary>Gives every request its id and every answer its security headers, and turns whatever escapes into an error body.</summary>
internal sealed class RequestMiddleware(RequestDelegate next, ILogger<RequestMiddleware> log)
{
    private const string RequestId = "X-Request-Id";

    public async Task InvokeAsync(HttpContext context)
    {
        var info = new RequestInfo(IdOf(context), context.Connection.RemoteIpAddress?.ToString()) { Reason = Protection.Phi.PhiReads.ReasonOf(context) };
        context.Features.Set(new RequestContext { Info = info });
        context.Response.Headers[RequestId] = info.Id;
        SecureHeaders.Write(context);
        try
        {
            if (CardFence.Check(context.Request) is { } card)
                await context.WriteError(card);
            else
                await next(context);
        }
        catch (Exception exception) when (context.RequestAborted.IsCancellationRequested && exception is OperationCanceledException or IOException or Npgsql.NpgsqlException)
        {
            // The caller is gone; there is nobody to tell.
            log.LogDebug("{Path} was abandoned by the caller", context.Request.Path);
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            await context.WriteError(ErrorOf(exception, context));
        }
    }

    private Contract.Errors.Error ErrorOf(Exception exception, HttpContext context)
    {
        if (exception is BadHttpRequestException bad)
            return bad.StatusCode == StatusCodes.Status413PayloadTooLarge ? CoreErrors.TooLarge : CoreErrors.Malformed(bad.Message);
        // Chunks that cannot be sized leave the server as a bare I/O error.
        if (exception is IOException { Source: "Microsoft.AspNetCore.Server.Kestrel.Core" } unreadable)
            return CoreErrors.Malformed($"The body cannot be read: {unreadable.Message}");
        if (exception is Protection.Keys.UnreadableException unreadableContent)
        {
            log.LogError(exception, "{Method} {Path}: protected content cannot be opened, request {RequestId}", context.Request.Method, context.Request.Path, context.Request().Info.Id);
            return unreadableContent.Reason == Protection.Keys.Unreadable.KeyDestroyed ? Protection.ProtectionErrors.KeysDestroyed : Protection.ProtectionErrors.Unreadable;
        }

        if (Storage.DatabaseErrors.Translate(exception) is { } error)
        {
            if (error == CoreErrors.Unavailable || error == CoreErrors.DatabaseFull)
                log.LogWarning(exception, "{Method} {Path}: the database does not answer or has no room", context.Request.Method, context.Request.Path);
            return error;
        }

        log.LogError(exception, "{Method} {Path} failed, request {RequestId}", context.Request.Method, context.Request.Path, context.Request().Info.Id);
        return CoreErrors.Internal;
    }

    /// <summary>A caller may bring an id of its own to follow a request through several systems. Ours need to differ, not to be secret.</summary>
    private static string IdOf(HttpContext context)
    {
        var given = context.Request.Headers[RequestId].ToString();
        return given.Length is > 0 and <= 64 && given.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
            ? given
            : NewId();
    }

    private static string NewId()
    {
        Span<byte> random = stackalloc byte[10];
        Random.Shared.NextBytes(random);
        return $"req_{Convert.ToHexStringLower(random)}";
    }
}
