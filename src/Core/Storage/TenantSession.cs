using Npgsql;

namespace Ashlar.Core.Storage;

/// <summary>Binds the statements that follow to one tenant, in the same round trip and for the same transaction only.</summary>
internal static class TenantSession
{
    private const string Bind = "SELECT set_config('app.tenant', $1, true), set_config('search_path', $2, true)";

    /// <summary>The first statement of every batch on tenants' rows.</summary>
    public static NpgsqlBatchCommand Begin(TenantScope scope)
    {
        var command = new NpgsqlBatchCommand(Bind);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = scope.TenantId.ToString() });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = SearchPath(scope.Placement) });
        return command;
    }

    private static string SearchPath(Placement placement) => placement.Schema == "public" ? "public" : $"\"{placement.Schema}\",public";
}
