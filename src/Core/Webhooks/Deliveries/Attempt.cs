namespace Ashlar.Core.Webhooks.Deliveries;

/// <summary>How one sending went.</summary>
internal sealed record Attempt(int? Status, TimeSpan Took, string? Response, string? Error)
{
    public TimeSpan? RetryAfter { get; init; }

    public bool Delivered => Status is >= 200 and < 300;

    public bool Gone => Status == StatusCodes.Status410Gone;
}
