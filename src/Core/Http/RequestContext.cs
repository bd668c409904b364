using Ashlar.Core.Audit;
using Ashlar.Core.Identity;

namespace Ashlar.Core.Http;

/// <summary>What middleware learned about the request, reached from <see cref="HttpContext"/> without a dictionary look-up per field.</summary>
internal sealed class RequestContext
{
    public required RequestInfo Info { get; init; }

    /// <summary>Null until sign-in is proven; endpoints that need a caller never run without one.</summary>
    public Caller? Caller { get; set; }
}

internal static class RequestContextExtensions
{
    public static RequestContext Request(this HttpContext context) => context.Features.Get<RequestContext>()
        ?? throw new InvalidOperationException("The request context middleware has not run.");

    public static Caller Caller(this HttpContext context) => context.Request().Caller
        ?? throw new InvalidOperationException("The endpoint is not marked as needing sign-in.");
}
