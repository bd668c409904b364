using System.Security.Cryptography;
using Ashlar.Core.Audit;
using Ashlar.Core.Identity.Passwords;
using Ashlar.Core.Storage;
using Ashlar.Core.Tenancy;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace Ashlar.Core.Identity.Accounts;

/// <summary>
/// Makes the operator of a new installation. The password comes from ASHLAR_OPERATOR_PASSWORD, or is made up and left in the data
/// folder for whoever can read that folder; it is never logged.
/// </summary>
internal sealed class FirstOperator(Databases databases, UserDirectory users, PasswordHasher hasher, AuditLog audit, StorageOptions storage, IConfiguration configuration, ILogger<FirstOperator> log)
{
    public const string DefaultEmail = "operator@localhost";
    public const string PasswordFile = "operator-password";

    public async Task Ensure(CancellationToken cancel)
    {
        await using var lent = await databases.System.Lend(cancel);
        var connection = lent.Connection;
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        // Replicas that start together wait here for each other.
        await connection.Execute("SELECT pg_advisory_xact_lock(hashtextextended('ashlar.first_operator', 0))", cancel);
        if (await connection.Scalar<bool>("SELECT EXISTS (SELECT 1 FROM public.org_users WHERE tenant_id = $1)", cancel, TenantInfo.PlatformId))
            return;

        var email = configuration["ASHLAR_OPERATOR_EMAIL"] ?? DefaultEmail;
        var given = configuration["ASHLAR_OPERATOR_PASSWORD"];
        var password = given ?? RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789", 20);
        using var slot = await hasher.Enter(cancel) ?? throw new Lifecycle.StartException("The first password could not be hashed in time.");
        var (user, _) = await users.CreateUser(connection, email, "Operator", await slot.Hash(password), verified: true, cancel);
        await users.EnsureMember(connection, TenantInfo.PlatformId, user, "active", null, null, cancel);
        await connection.Execute(
            """
            INSERT INTO public.rbac_grants (tenant_id, id, user_id, role_id, effect, created_at, updated_at, version)
            SELECT tenant_id, gen_random_uuid(), $2, id, 'allow', now(), now(), 1 FROM public.rbac_roles WHERE tenant_id = $1 AND code = 'admin' AND builtin
            """, cancel, TenantInfo.PlatformId, user);
        await connection.Execute([audit.Command(new AuditEntry { TenantId = TenantInfo.PlatformId, ActorName = "installation", ActorKind = "system", Action = "platform.operator.create", Resource = "org.users", ResourceId = user, Reason = email })], cancel);

        if (given is null)
            await Leave(password, cancel);
        await transaction.CommitAsync(cancel);
        log.LogInformation("Made the operator {Email}", email);
    }

    private async Task Leave(string password, CancellationToken cancel)
    {
        var path = Path.Combine(storage.DataFolder, PasswordFile);
        await File.WriteAllTextAsync(path, password + Environment.NewLine, cancel);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        log.LogInformation("The operator's first password is in {Path}", path);
    }
}
