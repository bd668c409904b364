namespace Ashlar.Core.Identity.Tokens;

/// <summary>How tokens are made.</summary>
internal sealed record TokenOptions
{
    public static readonly TimeSpan LongestAccess = TimeSpan.FromMinutes(15);

    public string Issuer { get; init; } = "ashlar";
    public string Audience { get; init; } = "ashlar-api";

    /// <summary>Never more than fifteen minutes.</summary>
    public TimeSpan AccessLifetime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a key signs before the next one takes over.</summary>
    public TimeSpan KeyLifetime { get; init; } = TimeSpan.FromDays(30);

    /// <summary>A new key is published this long before it signs, so that everybody who fetches keys has it in time.</summary>
    public TimeSpan KeyNotice { get; init; } = TimeSpan.FromHours(1);
}
