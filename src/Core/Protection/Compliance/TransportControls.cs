using Ashlar.Core.Storage;
using Ashlar.Core.Tenancy;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;

namespace Ashlar.Core.Protection.Compliance;

/// <summary>Controls on data on its way.</summary>
internal sealed class TransportControls(IConfiguration configuration, IServer server, Databases databases, DatabaseConnections connections)
{
    public IReadOnlyList<Control> All =>
    [
        new("tls_13", "Browsers and clients reach this host with TLS 1.3 only", "45 CFR 164.312(e)(1)", Web),
        new("database_tls", "The way to the database is encrypted, or stays on this machine", "45 CFR 164.312(e)(1)", Database),
    ];

    private Task<Finding> Web(TenantInfo tenant, CancellationToken cancel)
    {
        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        var strict = Transport.IsStrict(configuration);
        var open = Transport.Open(addresses);
        return Task.FromResult(Finding.Of(strict && open is null, $"Listens on {string.Join(", ", addresses)}; {Transport.Variable} is {(strict ? "strict: TLS 1.3 only" : "standard: TLS 1.2 is accepted")}{(open is null ? "" : $"; {open} has no TLS and reaches beyond this machine")}."));
    }

    private async Task<Finding> Database(TenantInfo tenant, CancellationToken cancel)
    {
        var (ssl, version) = await databases.System.First("SELECT ssl, version FROM pg_stat_ssl WHERE pid = pg_backend_pid()", row => (row.GetBoolean(0), row.IsDBNull(1) ? null : row.GetString(1)), cancel);
        var host = new Npgsql.NpgsqlConnectionStringBuilder(connections.Owner).Host ?? "";
        var local = Transport.IsLocal(host);
        return Finding.Of(ssl || local, ssl ? $"{version} to {host}." : local ? $"A socket or the loopback of this machine ({host})." : $"No TLS to {host}.");
    }
}
