using Ashlar.Contract.Commands;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;
using Ashlar.Core.Commands;
using Ashlar.Core.Files.Rows;
using Ashlar.Core.Resources;
using Ashlar.Core.Resources.Rows;

namespace Ashlar.Core.Files.Retention;

/// <summary>Reads until when a file is kept, when it is deleted, and because of what.</summary>
internal sealed record GetRetention(Guid FileId) : IQuery<FileRetention>;

/// <param name="Id">The file.</param>
/// <param name="KeptUntil">Nobody deletes it sooner; null when no policy says so.</param>
/// <param name="DueAt">It is deleted then, unless a hold keeps it; null when nothing ends it.</param>
/// <param name="Reason">Why it is deleted then.</param>
/// <param name="Hold">A legal hold keeps it whatever else says.</param>
/// <param name="HoldReason">Why it is held, or why it was released.</param>
internal sealed record FileRetention(Guid Id, DateTimeOffset? KeptUntil, DateTimeOffset? DueAt, string? Reason, bool Hold, string? HoldReason);

internal sealed class GetRetentionHandler(IStore store, CurrentOperation current, RetentionPolicies policies) : IQueryHandler<GetRetention, FileRetention>
{
    public async Task<Result<FileRetention>> Handle(GetRetention query, CancellationToken cancel)
    {
        if (await store.Find<StoredFile>(query.FileId, cancel) is not { } file || await policies.Of(current.Work.Caller.TenantId, file.Id, cancel) is not { } term)
            return StoredFileErrors.Gone;
        return new FileRetention(file.Id, term.KeptUntil, term.DueAt, term.Reason, file.Hold, file.HoldReason);
    }
}
