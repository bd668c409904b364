using Npgsql;

namespace Ashlar.Core.Storage;

/// <summary>Binds the statements that follow to one tenant, in the same round trip and for the same transaction only.</summary>
internal static class TenantSession
{
    private const string BindTenant = "SELECT set_config('app.tenant', $1, true)";
    private const string BindSchema = ", set_config('search_path', $2, true)";
    private const string BindPatience = ", set_config('statement_timeout', '100ms', true)";

    /// <summary>The first statement of every batch on tenants' rows.</summary>
    public static NpgsqlBatchCommand Begin(TenantScope scope) => Begin(scope, BindTenant, BindTenant + BindSchema);

    /// <summary>The same before a statement others wait for: it ends after a tenth of a second.</summary>
    public static NpgsqlBatchCommand BeginQuick(TenantScope scope) => Begin(scope, BindTenant + BindPatience, BindTenant + BindSchema + BindPatience);

    private static NpgsqlBatchCommand Begin(TenantScope scope, string tenant, string tenantAndSchema)
    {
        // Connections look into the shared schema and the platform's own by themselves; setting the path costs every statement after it.
        var ownSchema = scope.Placement.Schema != Placement.Shared.Schema && scope.Placement.Schema != Placement.ControlPlane.Schema;
        var command = new NpgsqlBatchCommand(ownSchema ? tenantAndSchema : tenant);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = scope.TenantId.ToString() });
        if (ownSchema)
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = $"\"{scope.Placement.Schema}\",public" });
        return command;
    }
}
