using Ashlar.Core.Http.OpenApi;

namespace Ashlar.Core.Hooks;

/// <summary>What the API document says about incoming webhooks.</summary>
internal static class HookDocs
{
    public static readonly ApiRoute Receive = new("hooks.receive", "Receive a webhook of another system")
    {
        Description = "The body may be anything; it is kept byte for byte before the answer. The address is that of a source, and the request must carry the signature its kind asks for.",
        Status = StatusCodes.Status202Accepted,
        Failures = [401, 404, 413, 503],
    };
}
