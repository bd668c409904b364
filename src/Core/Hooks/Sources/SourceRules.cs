using System.Security.Cryptography;
using System.Text;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;
using Ashlar.Core.Commands;
using Ashlar.Core.Protection;
using Ashlar.Core.Storage;
using Npgsql;
using NpgsqlTypes;

namespace Ashlar.Core.Hooks.Sources;

/// <summary>Every replica forgets what it knows of sources when one changes.</summary>
internal sealed class SourceRules(CurrentOperation current) : IBeforeWrite<Source>
{
    public Task<Error?> BeforeWrite(Write<Source> write, CancellationToken cancel)
    {
        current.Work.Invalidate(SourceIndex.Topic, current.Work.Scope.TenantId.ToString());
        return Task.FromResult<Error?>(null);
    }
}

/// <summary>Tokens of addresses and the secrets that requests are checked with.</summary>
internal sealed class SourceSecrets(KeyRing keys)
{
    public static string NewToken() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));

    public static NpgsqlBatchCommand Keep(Guid tenant, Guid source, string token, string sealedToken, string? sealedSecret) => Sql.Statement(
        "INSERT INTO public.hooks_secrets (tenant_id, source_id, token_digest, token, secret) VALUES ($1, $2, $3, $4, $5)",
        tenant, source, Digest(token), sealedToken, new NpgsqlParameter { Value = (object?)sealedSecret ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });

    public static string Digest(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    public async Task<string> Seal(Guid tenant, Guid source, string text, CancellationToken cancel) =>
        Convert.ToBase64String(await keys.Seal(tenant, Purpose(source), Encoding.UTF8.GetBytes(text), cancel));

    public async ValueTask<string?> Open(Guid tenant, Guid source, string? stored, CancellationToken cancel) =>
        stored is null ? null : Encoding.UTF8.GetString(await keys.Open(tenant, Purpose(source), Convert.FromBase64String(stored), cancel));

    /// <summary>Why a secret cannot serve for a kind, or null.</summary>
    public static Error? Problem(SourceKind kind, string? secret)
    {
        if (kind == SourceKind.None)
            return null;
        if (string.IsNullOrWhiteSpace(secret))
            return HookErrors.SecretNeeded(kind.ToString().ToLowerInvariant());
        return kind switch
        {
            SourceKind.Standard when !IsBase64(secret) => HookErrors.SecretUnusable("The secret looks like whsec_ and base64."),
            SourceKind.Basic when !secret.Contains(':') => HookErrors.SecretUnusable("Give name and password as name:password."),
            SourceKind.Ghl when !IsPublicKey(secret) => HookErrors.SecretUnusable("Paste the public key that HighLevel publishes, from BEGIN PUBLIC KEY to END PUBLIC KEY."),
            _ => null,
        };
    }

    private static string Purpose(Guid source) => $"hook:{source:n}";

    private static bool IsBase64(string secret)
    {
        var text = secret.StartsWith("whsec_", StringComparison.Ordinal) ? secret[6..] : secret;
        return text.Length > 0 && Convert.TryFromBase64String(text, new byte[text.Length], out _);
    }

    private static bool IsPublicKey(string pem)
    {
        using var key = RSA.Create();
        try
        {
            key.ImportFromPem(pem);
            return key.KeySize >= 2048;
        }
        catch (Exception failure) when (failure is ArgumentException or CryptographicException)
        {
            return false;
        }
    }
}
