using Ashlar.Core.Access.Org;

namespace Ashlar.Core.Identity.Users;

/// <summary>What a command that sends a link answers: the member, and the link itself where no mail can carry it.</summary>
internal sealed record UserLink(Guid Id, string Type, UserLinkAttributes Attributes)
{
    public static UserLink Of(OrgUser user, string? link) => new(user.Id, "org.user_link", new UserLinkAttributes(new LinkedUser(user.Id, user.Name, user.Email, user.Status), link, link is null));
}

/// <param name="User">The member.</param>
/// <param name="Link">Give it to the member yourself; null when it was mailed.</param>
/// <param name="Mailed">Whether a mail carries it.</param>
internal sealed record UserLinkAttributes(LinkedUser User, string? Link, bool Mailed);

internal sealed record LinkedUser(Guid Id, string Name, string Email, MemberStatus Status);
