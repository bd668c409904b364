using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;
using Ashlar.Core.Commands;

namespace Ashlar.Core.Access.Org;

/// <summary>Drops compiled permissions of the tenant with the commit, so that the very next request is judged by the new state.</summary>
internal sealed class WhenAccessChanges<T>(CurrentOperation current) : IBeforeWrite<T> where T : Entity
{
    public Task<Error?> BeforeWrite(Write<T> write, CancellationToken cancel)
    {
        current.Work.Invalidate("access", current.Work.Scope.TenantId.ToString());
        return Task.FromResult<Error?>(null);
    }
}
