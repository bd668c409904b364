using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Ashlar.Core.Protection;
using Ashlar.Core.Storage;
using Npgsql;
using NpgsqlTypes;

namespace Ashlar.Core.Webhooks.Endpoints;

/// <summary>Makes, seals and opens what an endpoint keeps secret.</summary>
internal sealed class Secrets(KeyRing keys)
{
    public const string Prefix = "whsec_";
    private const int Length = 32;

    public static string New() => Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(Length));

    public async Task<string> Seal(Guid tenant, Guid endpoint, string secret, CancellationToken cancel) =>
        Convert.ToBase64String(await keys.Seal(tenant, Purpose(endpoint), Encoding.UTF8.GetBytes(secret), cancel));

    public async Task<string> Open(Guid tenant, Guid endpoint, string stored, CancellationToken cancel) =>
        Encoding.UTF8.GetString(await keys.Open(tenant, Purpose(endpoint), Convert.FromBase64String(stored), cancel));

    public Task<string> SealHeaders(Guid tenant, Guid endpoint, IReadOnlyDictionary<string, string> headers, CancellationToken cancel) =>
        Seal(tenant, endpoint, JsonSerializer.Serialize(headers), cancel);

    public async Task<IReadOnlyDictionary<string, string>> OpenHeaders(Guid tenant, Guid endpoint, string? stored, CancellationToken cancel) =>
        stored is null ? new Dictionary<string, string>(StringComparer.Ordinal) : JsonSerializer.Deserialize<Dictionary<string, string>>(await Open(tenant, endpoint, stored, cancel))!;

    /// <summary>Keeps the secrets of a new endpoint, in the transaction that makes it.</summary>
    public static NpgsqlBatchCommand Keep(Guid tenant, Guid endpoint, string secret, string? headers) => Sql.Statement(
        "INSERT INTO public.webhooks_secrets (tenant_id, endpoint_id, secret, headers) VALUES ($1, $2, $3, $4)", tenant, endpoint, secret, Text(headers));

    /// <summary>The secret becomes the old one until the moment given.</summary>
    public static NpgsqlBatchCommand Rotate(Guid tenant, Guid endpoint, string secret, DateTimeOffset until) => Sql.Statement(
        "UPDATE public.webhooks_secrets SET old_secret = secret, old_secret_until = $4, secret = $3 WHERE tenant_id = $1 AND endpoint_id = $2", tenant, endpoint, secret, until.UtcDateTime);

    public static NpgsqlBatchCommand KeepHeaders(Guid tenant, Guid endpoint, string? headers) => Sql.Statement(
        "UPDATE public.webhooks_secrets SET headers = $3 WHERE tenant_id = $1 AND endpoint_id = $2", tenant, endpoint, Text(headers));

    private static NpgsqlParameter Text(string? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };

    private static string Purpose(Guid endpoint) => $"webhook:{endpoint:n}";
}
