using System.Diagnostics;
using Ashlar.Core.Audit;
using Ashlar.Core.Audit.Sealing;
using Ashlar.Core.Audit.Verifying;
using Ashlar.Core.Storage;
using Ashlar.Core.Tests.Access;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Ashlar.Core.Tests.Audit;

/// <summary>What tests of the log do to it, as the host and as the owner of the database.</summary>
internal static class AuditWorld
{
    public static T Get<T>(this World world) where T : notnull => world.Services.GetRequiredService<T>();

    /// <summary>A tenant whose log holds some sealed entries.</summary>
    public static async Task<Guid> LogOf(this World world, string code, int entries = 10)
    {
        var tenant = await world.Tenant(code);
        await world.Write(tenant, entries);
        await world.Seal(tenant);
        return tenant;
    }

    public static async Task Write(this World world, Guid tenant, int entries, string action = "test.thing")
    {
        for (var i = 0; i < entries; i++)
            await world.Get<AuditLog>().Write(new AuditEntry { TenantId = tenant, ActorName = "Ada Lovelace", Action = action, Reason = $"number {i}", Changes = $$$"""{"name": {"from": null, "to": "Über {{{i}}}"}, "price": {"to": 12.50}}""" }, CancellationToken.None);
    }

    /// <summary>Until nothing waits; another sealer may be at it.</summary>
    public static async Task Seal(this World world, Guid tenant)
    {
        for (var patience = Stopwatch.StartNew(); patience.Elapsed < TimeSpan.FromMinutes(2);)
        {
            await world.Get<Sealer>().SealAll(CancellationToken.None);
            if (await world.Get<AuditProofs>().Waiting(tenant, CancellationToken.None) == 0)
                return;
            await Task.Delay(20);
        }

        Assert.Fail("The entries were not sealed.");
    }

    /// <summary>SQL as the owner, with triggers disabled.</summary>
    public static async Task<int> Tamper(this World world, string sql, params object?[] arguments)
    {
        await using var owner = await world.Get<DatabaseConnections>().OpenOwner("", CancellationToken.None);
        await owner.Execute("SET session_replication_role = replica", CancellationToken.None);
        return await owner.Execute(sql, CancellationToken.None, arguments);
    }

    public static Task<AuditReport> Verify(this World world, Guid log) => world.Get<LogVerifier>().Verify(log, CancellationToken.None);

    /// <summary>The id of the entry at a position.</summary>
    public static Task<Guid> EntryAt(this World world, Guid log, long position) =>
        world.Databases.System.Scalar<Guid>("SELECT entry_id FROM public.audit_leaves WHERE log = $1 AND position = $2", CancellationToken.None, log, position);
}
