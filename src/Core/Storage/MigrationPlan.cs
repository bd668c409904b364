using Ashlar.Core.Lifecycle;

namespace Ashlar.Core.Storage;

/// <summary>A migration that ran, as the database remembers it.</summary>
internal sealed record AppliedMigration(string Schema, string Module, string Name, string Checksum, DateTime AppliedAt);

/// <summary>A migration in one schema of one database.</summary>
internal sealed record MigrationStep(string Schema, MigrationFile File);

/// <summary>Compares what should have run with what did. A database that does not fit this host stops the start.</summary>
internal static class MigrationPlan
{
    /// <summary>The steps that have not run yet, in order.</summary>
    public static IReadOnlyList<MigrationStep> Pending(IReadOnlyList<MigrationStep> wanted, IReadOnlyList<AppliedMigration> applied)
    {
        var ran = applied.ToDictionary(row => (row.Schema, row.Module, row.Name));
        RefuseUnknown(wanted, applied);
        var pending = new List<MigrationStep>();
        foreach (var step in wanted)
        {
            if (!ran.TryGetValue((step.Schema, step.File.Module, step.File.Name), out var row))
                pending.Add(step);
            else if (row.Checksum != step.File.Checksum)
                throw new StartException($"Migration {Title(step)} was changed after it had run on {row.AppliedAt:yyyy-MM-dd}. Restore the file and put the change into a new one.");
            else if (pending.Find(earlier => earlier.Schema == step.Schema && earlier.File.Sequence == step.File.Sequence) is { } skipped)
                throw new StartException($"Migration {Title(skipped)} has not run although the later {step.File.Name} has. Give it the next free number.");
        }

        return pending;
    }

    private static void RefuseUnknown(IReadOnlyList<MigrationStep> wanted, IReadOnlyList<AppliedMigration> applied)
    {
        var known = wanted.Select(step => (step.Schema, step.File.Module, step.File.Name)).ToHashSet();
        // A module that is gone keeps its tables; a schema that is not ours to migrate now is none of our business.
        var places = wanted.Select(step => (step.Schema, step.File.Module)).ToHashSet();
        var unknown = applied.FirstOrDefault(row => places.Contains((row.Schema, row.Module)) && !known.Contains((row.Schema, row.Module, row.Name)));
        if (unknown is not null)
            throw new StartException($"The database is newer than this program: {unknown.Module}/{unknown.Name} ran in schema {unknown.Schema} and is not known here. Start the newer version, or restore a backup.");
    }

    private static string Title(MigrationStep step) => $"{step.File.Module}/{step.File.Name} in schema {step.Schema}";
}
