using Ashlar.Core.Storage;

namespace Ashlar.Core.Audit.Sealing;

/// <summary>
/// After rows came to another server: transactions are numbered from where that server is, so those of entries that still wait for their seal mean nothing
/// there. They get the number of this moment, and the sealer looks through the logs once from the beginning.
/// </summary>
internal sealed class Renumbering(DatabaseConnections connections, Databases databases)
{
    public async Task Run(IEnumerable<string> names, CancellationToken cancel)
    {
        foreach (var name in names)
        {
            var mark = await databases.System.Scalar<long>("SELECT xid FROM public.audit_sources WHERE database = $1", cancel, name);
            await using var owner = await connections.OpenOwner(name, cancel);
            await using var transaction = await owner.BeginTransactionAsync(cancel);
            // Entries stay as they are, and this is none of what their seals are made of.
            await owner.Execute("SET LOCAL session_replication_role = replica", cancel);
            await owner.Execute("UPDATE public.audit_logs SET xid = (pg_current_xact_id()::text)::bigint WHERE xid >= $1", cancel, mark);
            await transaction.CommitAsync(cancel);
        }

        await databases.System.Execute("DELETE FROM public.audit_sources", cancel);
    }
}
