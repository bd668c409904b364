using Ashlar.Contract.Commands;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;

namespace Ashlar.Core.Files.Rows;

/// <summary>Keeps a file whatever policies, times and people say, until the hold is released.</summary>
internal sealed record HoldFile(Guid Id, string Reason) : ICommand<StoredFile>;

/// <summary>Ends a hold; what was due in the meantime is deleted by the next run of the retention.</summary>
internal sealed record ReleaseFile(Guid Id, string Reason) : ICommand<StoredFile>;

internal sealed class HoldFileHandler(IStore store) : ICommandHandler<HoldFile, StoredFile>
{
    public async Task<Result<StoredFile>> Handle(HoldFile command, CancellationToken cancel)
    {
        var file = (await store.Find<StoredFile>(command.Id, cancel))!;
        (file.Hold, file.HoldReason) = (true, command.Reason);
        return file;
    }
}

internal sealed class ReleaseFileHandler(IStore store) : ICommandHandler<ReleaseFile, StoredFile>
{
    public async Task<Result<StoredFile>> Handle(ReleaseFile command, CancellationToken cancel)
    {
        var file = (await store.Find<StoredFile>(command.Id, cancel))!;
        if (!file.Hold)
            return StoredFileErrors.NotHeld;
        (file.Hold, file.HoldReason) = (false, $"Released: {command.Reason}");
        return file;
    }
}
