using Npgsql;

namespace Ashlar.Core.Storage;

/// <summary>Knows how to reach each database: the embedded server or the one ASHLAR_DATABASE names.</summary>
internal sealed class DatabaseConnections
{
    /// <summary>Connection string of the owner in the main database; set before anything connects.</summary>
    public required string Owner { get; set; }

    public NpgsqlDataSource Build(string database, string role)
    {
        var settings = new NpgsqlConnectionStringBuilder(Owner) { MaxAutoPrepare = 200, AutoPrepareMinUsages = 2, ApplicationName = "ashlar", IncludeErrorDetail = true };
        if (database.Length > 0)
            settings.Database = database;
        settings.Options = $"-c role={role}";
        return new NpgsqlDataSourceBuilder(settings.ConnectionString).Build();
    }
}
