using Ashlar.Core.Jobs;
using Ashlar.Core.Jobs.Schedules;
using Ashlar.Core.Storage;

namespace Ashlar.Core.Identity.Sessions;

/// <summary>Removes sessions, links and mails that are long over.</summary>
internal sealed class SessionCleaning(Databases databases, TimeProvider time) : IScheduledJob
{
    private static readonly TimeSpan _kept = TimeSpan.FromDays(30);

    public async Task Run(JobRun run, CancellationToken cancel)
    {
        var before = time.GetUtcNow() - _kept;
        var sessions = await databases.System.Execute("DELETE FROM public.identity_sessions WHERE expires_at < $1", cancel, before);
        var links = await databases.System.Execute("DELETE FROM public.identity_one_time_tokens WHERE expires_at < $1", cancel, before);
        var mails = await databases.System.Execute("DELETE FROM public.mail_outbox WHERE created_at < $1 AND state <> 'waiting'", cancel, before);
        await databases.System.Execute("DELETE FROM public.identity_challenges WHERE expires_at < $1", cancel, before);
        await databases.System.Execute("DELETE FROM public.identity_provider_visits WHERE expires_at < $1", cancel, before);
        run.Log.Info($"Removed {sessions} sessions, {links} links and {mails} mails from before {before:yyyy-MM-dd}.");
    }
}
