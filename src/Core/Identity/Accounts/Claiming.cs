using Ashlar.Core.Identity.Factors.Enrolling;
using Ashlar.Core.Storage;
using Ashlar.Core.Tenancy;

namespace Ashlar.Core.Identity.Accounts;

/// <summary>
/// An address is confirmed for the first time: from then on the account is its owner's, and nothing that somebody set up before opens it.
/// What an organisation's provider vouches for stays, since it opens that organisation alone.
/// </summary>
internal sealed class Claiming(OwnFactors factors)
{
    public async Task Run(IdentityWork work, Account account, CancellationToken cancel)
    {
        if (account.VerifiedAt is not null)
            return;
        await factors.Reset(work.Connection, account.Id, cancel);
        await work.Connection.Execute("DELETE FROM public.identity_external WHERE user_id = $1 AND realm_id = $2", cancel, account.Id, TenantInfo.PlatformId);
        work.Forget("user", account.Id);
    }
}
