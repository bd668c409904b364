using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;
using Ashlar.Core.Access.Org;
using Ashlar.Core.Commands;

namespace Ashlar.Core.Identity.Users;

/// <summary>Sessions remember which client their member is confined to; they are read again after the commit.</summary>
internal sealed class WhenMemberChanges(CurrentOperation current) : IBeforeWrite<OrgUser>
{
    public Task<Error?> BeforeWrite(Write<OrgUser> write, CancellationToken cancel)
    {
        current.Work.Invalidate("user", write.After.Id.ToString());
        return Task.FromResult<Error?>(null);
    }
}
