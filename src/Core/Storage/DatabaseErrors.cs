using System.Text.RegularExpressions;
using Ashlar.Contract.Errors;
using Ashlar.Core.Http;
using Npgsql;

namespace Ashlar.Core.Storage;

/// <summary>Turns what PostgreSQL refuses into errors people can act on; what is left is a bug.</summary>
internal static partial class DatabaseErrors
{
    /// <summary>Raised by <c>public.require_one</c> when an update meets another version of its row.</summary>
    public const string RowChanged = "AS001";

    public static Error? Translate(Exception exception) => exception switch
    {
        PostgresException postgres => Translate(postgres),
        NpgsqlException { InnerException: TimeoutException } => CoreErrors.Unavailable,
        NpgsqlException => CoreErrors.Unavailable,
        TimeoutException => CoreErrors.Unavailable,
        _ => null,
    };

    /// <summary>Whether running the same work again may succeed.</summary>
    public static bool IsTransient(Exception exception) => exception is PostgresException { SqlState: "40001" or "40P01" or RowChanged } or PostgresException { SqlState: PostgresErrorCodes.CheckViolation, ConstraintName: null };

    /// <summary>Whether the database refused a value, so that undoing the one change is enough.</summary>
    public static bool IsRefusal(PostgresException exception) =>
        exception.SqlState is ['2', '2' or '3', ..] or PostgresErrorCodes.ProgramLimitExceeded && Translate(exception) is not null;

    private static Error? Translate(PostgresException exception) => exception.SqlState switch
    {
        PostgresErrorCodes.UniqueViolation => Named(CoreErrors.Duplicate, exception),
        PostgresErrorCodes.ForeignKeyViolation when exception.MessageText.StartsWith("insert or update", StringComparison.Ordinal) =>
            CoreErrors.Validation(Fields(exception) is [.., var field] ? field : "relation", "Points at something that does not exist.", "relation"),
        PostgresErrorCodes.ForeignKeyViolation => CoreErrors.InUse,
        // A row that was led to a part of a table which its month has just left; all rules of tables have names.
        PostgresErrorCodes.CheckViolation when exception.ConstraintName is null => CoreErrors.Busy,
        PostgresErrorCodes.CheckViolation => CoreErrors.Validation(exception.ConstraintName ?? "value", "The value breaks a rule of the database."),
        PostgresErrorCodes.NotNullViolation => CoreErrors.Validation(exception.ColumnName ?? "value", "A value is required.", "required"),
        RowChanged => CoreErrors.VersionConflict,
        PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.LockNotAvailable => CoreErrors.Busy,
        PostgresErrorCodes.NumericValueOutOfRange or PostgresErrorCodes.StringDataRightTruncation => CoreErrors.Validation("value", "A value is too large."),
        PostgresErrorCodes.UntranslatableCharacter or PostgresErrorCodes.CharacterNotInRepertoire => CoreErrors.Malformed("The text contains a character that cannot be stored."),
        PostgresErrorCodes.ProgramLimitExceeded => CoreErrors.Validation("value", "A value is too long to be looked up."),
        PostgresErrorCodes.DiskFull => CoreErrors.DatabaseFull,
        PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.OutOfMemory or PostgresErrorCodes.TooManyConnections => CoreErrors.Unavailable,
        ['5', '7', 'P', ..] or ['0', '8', ..] or PostgresErrorCodes.ReadOnlySqlTransaction => CoreErrors.Unavailable,
        _ => null,
    };

    private static Error Named(Error error, PostgresException exception)
    {
        var fields = Fields(exception);
        if (fields.Count == 0)
            return error;
        var message = $"This {string.Join(" and ", fields.Select(field => field.Replace('_', ' ')))} is taken.";
        return error with { Message = message, Field = fields[^1] };
    }

    /// <summary>
    /// Under row-level security PostgreSQL keeps the values of a violated key to itself, so the fields are read from the constraint's
    /// name: <c>crm_accounts_by_number</c>, <c>meta_custom_fields_unique_resource_and_name</c>, <c>crm_contacts_tenant_id_account_id_fkey</c>.
    /// </summary>
    private static List<string> Fields(PostgresException exception)
    {
        if (exception.ConstraintName is not { } name || exception.TableName is not { } table || !name.StartsWith(table + "_", StringComparison.Ordinal))
            return [];
        var match = Columns().Match(name[(table.Length + 1)..]);
        return match.Success ? [.. match.Groups["columns"].Value.Split("_and_")] : [];
    }

    [GeneratedRegex("^(?:by_|unique_|tenant_id_)(?<columns>.+?)(?:_fkey\\d*|_key)?$", RegexOptions.ExplicitCapture)]
    private static partial Regex Columns();
}
