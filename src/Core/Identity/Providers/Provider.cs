using Ashlar.Core.Tenancy;

namespace Ashlar.Core.Identity.Providers;

/// <summary>What happens to somebody who signs in for the first time and has no account.</summary>
internal enum FirstSignIn { Refuse, Create }

/// <summary>A provider of OpenID Connect that vouches for people.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Realm">The organisation whose provider it is; the operator's is everybody's.</param>
/// <param name="Name">As the button says it.</param>
/// <param name="Issuer">Exactly as it stands in its tokens.</param>
/// <param name="ClientId">What it knows us by.</param>
/// <param name="ClientSecret">A reference to a secret, or null.</param>
internal sealed record Provider(Guid Id, Guid Realm, string Name, string Issuer, string ClientId, string? ClientSecret)
{
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>Only people with a confirmed address in one of these; everybody when empty.</summary>
    public required IReadOnlyList<string> Domains { get; init; }

    /// <summary>Whether somebody with an account is recognised by a confirmed address.</summary>
    public bool LinkExisting { get; init; }

    public FirstSignIn FirstSignIn { get; init; }

    /// <summary>What an account gets that is made here; the role of every member when null.</summary>
    public Guid? RoleId { get; init; }

    public bool Enabled { get; init; }

    public int Version { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    public string UpdatedByName { get; init; } = "";

    /// <summary>It vouches for people of the whole installation, not only inside one organisation.</summary>
    public bool Everywhere => Realm == TenantInfo.PlatformId;

    /// <summary>The organisation that its sessions are confined to.</summary>
    public Guid? Within => Everywhere ? null : Realm;

    /// <summary>Whether the policy lets somebody with this address in.</summary>
    public bool Admits(string? confirmedEmail) => Domains.Count == 0
        || (confirmedEmail is not null && Domains.Contains(confirmedEmail[(confirmedEmail.LastIndexOf('@') + 1)..], StringComparer.OrdinalIgnoreCase));
}

/// <summary>What a session at a provider means for a session here.</summary>
/// <param name="Issuer">Who vouched.</param>
/// <param name="Session">The session there, where the provider names it.</param>
/// <param name="Provider">Through which of our entries.</param>
/// <param name="Name">The provider's name, for the log.</param>
/// <param name="Within">The only organisation the session is for; null for all.</param>
internal sealed record Vouching(string Issuer, string? Session, Guid Provider, string Name, Guid? Within);
