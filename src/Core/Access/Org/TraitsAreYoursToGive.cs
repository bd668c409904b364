using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;
using Ashlar.Core.Commands;
using Ashlar.Core.Http;
using Ashlar.Core.Protection;

namespace Ashlar.Core.Access.Org;

/// <summary>Traits open what permissions do not, health information above all, so setting them takes a permission of its own.</summary>
internal static class TraitsAreYoursToGive
{
    public static Error? Check(CurrentOperation current, string[]? before, string[] after) =>
        (before ?? []).Order(StringComparer.Ordinal).SequenceEqual(after.Order(StringComparer.Ordinal)) || current.Work.Caller.Can(SecurityModule.AssignTraits)
            ? null
            : CoreErrors.PermissionDenied(SecurityModule.AssignTraits);
}

internal sealed class UserTraitsAreYoursToGive(CurrentOperation current) : IBeforeWrite<OrgUser>
{
    public Task<Error?> BeforeWrite(Write<OrgUser> write, CancellationToken cancel) => Task.FromResult(TraitsAreYoursToGive.Check(current, write.Before?.Traits, write.After.Traits));
}

internal sealed class GroupTraitsAreYoursToGive(CurrentOperation current) : IBeforeWrite<Group>
{
    public Task<Error?> BeforeWrite(Write<Group> write, CancellationToken cancel) => Task.FromResult(TraitsAreYoursToGive.Check(current, write.Before?.Traits, write.After.Traits));
}

/// <summary>Joining a group brings its traits.</summary>
internal sealed class GroupsTraitsAreYoursToGive(CurrentOperation current, IStore store) : IBeforeWrite<GroupMember>
{
    public async Task<Error?> BeforeWrite(Write<GroupMember> write, CancellationToken cancel) => write.Kind is WriteKind.Delete
        ? null
        : TraitsAreYoursToGive.Check(current, null, (await store.Find<Group>(write.After.GroupId, cancel))?.Traits ?? []);
}
