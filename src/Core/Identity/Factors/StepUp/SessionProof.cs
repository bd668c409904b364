using Ashlar.Core.Identity.Providers;

namespace Ashlar.Core.Identity.Factors.StepUp;

/// <summary>How a session's user has proven to be the one.</summary>
/// <param name="ProvedAt">When last, in whatever way.</param>
/// <param name="SecondAt">When last with a second factor; null when never in this session.</param>
/// <param name="TrustedDevice">It came from a device that needs no second factor for a while.</param>
/// <param name="HasFactor">Whether the user has a second factor at all.</param>
internal sealed record SessionProof(DateTimeOffset ProvedAt, DateTimeOffset? SecondAt, bool TrustedDevice, bool HasFactor)
{
    /// <summary>More than a password stands behind the session.</summary>
    public bool Second => SecondAt is not null || TrustedDevice;

    /// <summary>The only organisation the session is for, because a provider of that organisation vouched for it.</summary>
    public Guid? Within { get; init; }

    /// <summary>An organisation vouches for an account that its owner has confirmed: the session opens the organisation and not the account.</summary>
    public bool Confined { get; init; }

    /// <summary>When the strongest proof the user has was last given.</summary>
    public DateTimeOffset? StrongestAt => HasFactor ? SecondAt : ProvedAt;
}

/// <summary>How somebody came in.</summary>
/// <param name="Method">password, totp, email, sms, passkey, recovery or device; or an identity provider's name.</param>
/// <param name="Second">Whether a second factor was proven.</param>
internal sealed record Entry(string Method, bool Second)
{
    public static readonly Entry Password = new("password", false);

    /// <summary>The trusted device, when one stood in for the second factor.</summary>
    public Guid? Device { get; init; }

    /// <summary>The provider that vouched, and the session there whose end ends this one.</summary>
    public Vouching? External { get; init; }
}
