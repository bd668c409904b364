using Ashlar.Core.Identity.Factors.Codes;

namespace Ashlar.Core.Identity.Factors;

/// <summary>Kinds of second factors, as they are stored and named on the wire.</summary>
internal static class FactorKind
{
    public const string Totp = "totp";
    public const string Email = "email";
    public const string Sms = "sms";
    public const string Passkey = "passkey";

    /// <summary>Not a factor of its own: the way back when the others are lost.</summary>
    public const string Recovery = "recovery";
}

/// <summary>Something a user proves beyond the password.</summary>
internal sealed record Factor(Guid Id, Guid UserId, string Kind, string Name, DateTimeOffset CreatedAt, DateTimeOffset? ConfirmedAt, DateTimeOffset? LastUsedAt)
{
    /// <summary>The telephone number of an SMS factor.</summary>
    public string? Target { get; init; }

    /// <summary>The sealed seed of an authenticator app.</summary>
    public byte[]? Secret { get; init; }

    public byte[]? CredentialId { get; init; }

    /// <summary>COSE form.</summary>
    public byte[]? PublicKey { get; init; }

    public long SignCount { get; init; }

    public IReadOnlyList<string> Transports { get; init; } = [];

    /// <summary>What its seed is sealed for.</summary>
    public string Purpose => $"totp:{UserId}:{Id}";
}

/// <summary>A factor as its owner and administrators see it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind">totp, email, sms or passkey.</param>
/// <param name="Name">What its owner calls it.</param>
/// <param name="Hint">Where a code goes, masked.</param>
internal sealed record FactorView(Guid Id, string Kind, string Name, string? Hint, DateTimeOffset CreatedAt, DateTimeOffset? LastUsedAt)
{
    public static FactorView Of(Factor factor, string email) => new(factor.Id, factor.Kind, factor.Name, Masked(factor, email), factor.CreatedAt, factor.LastUsedAt);

    /// <summary>Where a code goes, so that its owner recognises it and nobody else learns it.</summary>
    public static string? Masked(Factor factor, string email) => factor.Kind switch
    {
        FactorKind.Email => $"{email[0]}…{email[email.IndexOf('@', StringComparison.Ordinal)..]}",
        FactorKind.Sms => $"…{factor.Target![^3..]}",
        _ => null,
    };
}
