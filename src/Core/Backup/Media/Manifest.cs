using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Ashlar.Core.Backup.Media;

/// <summary>What a backup holds. It is whole by itself: an increment names the blocks of earlier ones that it shares.</summary>
internal sealed record Manifest
{
    public const int Current = 1;

    public int Format { get; init; } = Current;
    public required Guid Id { get; init; }
    public required Guid Chain { get; init; }
    public required string Kind { get; init; }
    public required string Cause { get; init; }
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Everything committed by then is in it.</summary>
    public required DateTimeOffset SnapshotAt { get; init; }
    public required DateTimeOffset FinishedAt { get; init; }

    /// <summary>Version of the program, and of the server it read from.</summary>
    public required string Product { get; init; }
    public required string Server { get; init; }
    public required long BytesWritten { get; init; }

    /// <summary>The main one first; its name is empty.</summary>
    public required IReadOnlyList<DatabaseContent> Databases { get; init; }
    public required IReadOnlyList<FileContent> Files { get; init; }
    public required JsonObject Configuration { get; init; }

    public const string Full = "full";
    public const string Increment = "increment";

    [JsonIgnore]
    public long Rows => Databases.Sum(database => database.Tables.Sum(table => table.Rows));

    [JsonIgnore]
    public long Bytes => Databases.Sum(database => database.Tables.Sum(table => table.Blocks.Sum(block => block.Size))) + Files.Sum(file => file.Size);

    [JsonIgnore]
    public IEnumerable<Block> Blocks => Databases.SelectMany(database => database.Tables).SelectMany(table => table.Blocks);
}

internal sealed record DatabaseContent(string Name, IReadOnlyList<RanMigration> Migrations, IReadOnlyList<PartitionContent> Partitions, IReadOnlyList<SequenceContent> Sequences, IReadOnlyList<TableContent> Tables);

/// <summary>A migration that had run; together they make the tables.</summary>
internal sealed record RanMigration(string Schema, string Module, string Name, string Checksum);

/// <summary>A part of a table; not all are made by migrations.</summary>
internal sealed record PartitionContent(string Schema, string Name, string Parent, string Bound);

internal sealed record SequenceContent(string Schema, string Name, long Value, bool Called);

internal sealed record ColumnContent(string Name, string Type, bool Required);

/// <summary>The rows of a table in the text form of COPY, cut into blocks. Columns of the primary key come first.</summary>
internal sealed record TableContent(string Schema, string Name, IReadOnlyList<ColumnContent> Columns, long Rows, IReadOnlyList<Block> Blocks)
{
    [JsonIgnore]
    public string Quoted => $"{Quote(Schema)}.{Quote(Name)}";

    [JsonIgnore]
    public string ColumnList => string.Join(", ", Columns.Select(column => Quote(column.Name)));

    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}

/// <summary>Some rows: their name by content, the pack they are in, where, and how large sealed and bare.</summary>
internal sealed record Block(string Name, Guid Pack, long At, int Length, int Size, int Rows);

/// <summary>The sealed bytes of a stored file, under <c>files/</c> of the media.</summary>
internal sealed record FileContent(string Store, string Path, long Size);
