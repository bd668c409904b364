using Npgsql;

namespace Ashlar.Core.Storage;

/// <summary>Binds the statements that follow to one tenant, in the same round trip and for the same transaction only.</summary>
internal static class TenantSession
{
    private const string BindTenant = "SELECT set_config('app.tenant', $1, true)";
    private const string BindTenantAndSchema = "SELECT set_config('app.tenant', $1, true), set_config('search_path', $2, true)";

    /// <summary>The first statement of every batch on tenants' rows.</summary>
    public static NpgsqlBatchCommand Begin(TenantScope scope)
    {
        // Connections look into the shared schema and the platform's own by themselves; setting the path costs every statement after it.
        var ownSchema = scope.Placement.Schema != Placement.Shared.Schema && scope.Placement.Schema != Placement.ControlPlane.Schema;
        var command = new NpgsqlBatchCommand(ownSchema ? BindTenantAndSchema : BindTenant);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = scope.TenantId.ToString() });
        if (ownSchema)
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = $"\"{scope.Placement.Schema}\",public" });
        return command;
    }
}
