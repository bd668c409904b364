using System.Text.Json.Nodes;
using Ashlar.Contract.Errors;
using Ashlar.Core.Commands;

namespace Ashlar.Core.Resources.Batches;

/// <summary>Something done to many rows, each of which may fail by itself.</summary>
internal abstract class RowWork
{
    public abstract int Count { get; }

    /// <summary>Nothing is kept when one row fails.</summary>
    public bool Atomic { get; init; }

    /// <summary>Nothing is kept; the report says what would happen.</summary>
    public bool DryRun { get; init; }

    /// <summary>Called once per transaction, before its rows.</summary>
    public abstract Task<Error?> Prepare(Operation operation, CancellationToken cancel);

    /// <summary>Does one row and says how it ended.</summary>
    public abstract Task<Result<string>> Do(Operation operation, int index, CancellationToken cancel);

    /// <summary>Adds the row to the tally.</summary>
    public abstract void Note(int index, Result<string> outcome, RowTally tally);

    /// <summary>The same rows after all of them were undone because some had failed.</summary>
    public abstract RowTally Undone(RowTally tally);

    /// <summary>What the caller reads.</summary>
    public abstract JsonObject Report(RowTally tally);
}
