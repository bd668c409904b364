namespace Ashlar.Core.Storage.Room;

/// <summary>
/// Whether the database has room to write. Once it refused a write for want of room, health says so until a write of some size succeeds again;
/// reads go on meanwhile, so the host stays ready.
/// </summary>
internal sealed class DatabaseRoom(Databases databases)
{
    // A sort that does not fit into its memory writes a file, which needs no right but to ask, and leaves nothing behind. It has some twenty megabytes:
    // more than a segment of the write-ahead log, for want of which writes are refused.
    private const string Sort = "SELECT count(*) FROM (SELECT repeat(md5(random()::text), 10) AS filler FROM generate_series(1, 60000) ORDER BY filler OFFSET 1) AS sorted";

    private volatile bool _refused;

    /// <summary>A write was refused because the disk is full.</summary>
    public void Refused() => _refused = true;

    /// <exception cref="InvalidOperationException">There is still no room.</exception>
    public async Task<string?> Check(CancellationToken cancel)
    {
        if (!_refused)
            return null;
        try
        {
            await using var connection = await databases.System.OpenConnectionAsync(cancel);
            await using var transaction = await connection.BeginTransactionAsync(cancel);
            await connection.Execute("SELECT set_config('work_mem', '64kB', true)", cancel);
            await connection.Execute(Sort, cancel);
        }
        catch (Npgsql.PostgresException failure) when (failure.SqlState == Npgsql.PostgresErrorCodes.DiskFull)
        {
            throw new InvalidOperationException("The disk of the database is full: it can be read, and writes are refused until there is room.", failure);
        }

        _refused = false;
        return null;
    }
}
