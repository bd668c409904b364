using System.Text;
using Ashlar.Core.Identity;
using Ashlar.Core.Storage;
using Microsoft.Extensions.Hosting;

namespace Ashlar.Core.Tenancy.Flags;

/// <summary>Answers flags from memory, the same on every replica.</summary>
internal sealed class FlagEvaluation
{
    private const string All = "SELECT key, enabled, environments, tenants, users, rollout_percent FROM public.platform_flags WHERE tenant_id = $1 AND deleted_at IS NULL ORDER BY key";

    private readonly Databases _databases;
    private readonly Invalidation _invalidation;
    private readonly string _environment;
    private volatile IReadOnlyList<Flag>? _flags;
    private long _generation;

    public FlagEvaluation(Databases databases, Invalidation invalidation, IHostEnvironment environment)
    {
        (_databases, _invalidation, _environment) = (databases, invalidation, environment.EnvironmentName);
        invalidation.On("flags", _ =>
        {
            Interlocked.Increment(ref _generation);
            _flags = null;
        });
    }

    public async ValueTask<IReadOnlyDictionary<string, bool>> For(Caller caller, CancellationToken cancel)
    {
        var flags = (_invalidation.Connected ? _flags : null) ?? await Load(cancel);
        return flags.ToDictionary(flag => flag.Key, flag => IsOn(flag, _environment, caller.Tenant?.Code, caller.UserId, caller.Email), StringComparer.Ordinal);
    }

    /// <summary>A named person always has it; else environment and organisation must fit and the person fall into the share.</summary>
    public static bool IsOn(Flag flag, string environment, string? tenant, Guid? user, string? email)
    {
        if (!flag.Enabled || (flag.Environments.Length > 0 && !flag.Environments.Contains(environment, StringComparer.OrdinalIgnoreCase)))
            return false;
        if (flag.Users.Any(named => named.Equals(email, StringComparison.OrdinalIgnoreCase) || named == user?.ToString()))
            return true;
        if (flag.Tenants.Length > 0 ? !flag.Tenants.Contains(tenant) : flag.Users.Length > 0 && flag.RolloutPercent == 100)
            return false;

        return Bucket($"{flag.Key}:{user?.ToString() ?? tenant}") < flag.RolloutPercent;
    }

    /// <summary>FNV-1a over UTF-8, modulo 100: the same person falls into the same share everywhere and always.</summary>
    public static int Bucket(string text)
    {
        var hash = 2166136261u;
        foreach (var letter in Encoding.UTF8.GetBytes(text))
            hash = unchecked((hash ^ letter) * 16777619u);
        return (int)(hash % 100);
    }

    private async Task<IReadOnlyList<Flag>> Load(CancellationToken cancel)
    {
        var generation = Interlocked.Read(ref _generation);
        var flags = await _databases.System.Query(All, row => new Flag
        {
            Key = row.GetString(0),
            Enabled = row.GetBoolean(1),
            Environments = row.GetFieldValue<string[]>(2),
            Tenants = row.GetFieldValue<string[]>(3),
            Users = row.GetFieldValue<string[]>(4),
            RolloutPercent = row.GetInt32(5),
        }, cancel, TenantInfo.PlatformId);
        if (generation == Interlocked.Read(ref _generation))
            _flags = flags;
        if (generation != Interlocked.Read(ref _generation))
            _flags = null;
        return flags;
    }
}
