using System.Text.Json;
using Ashlar.Contract.Errors;
using Ashlar.Core.Access;
using Ashlar.Core.Audit;
using Ashlar.Core.Commands;
using Ashlar.Core.Http;
using Ashlar.Core.Identity;
using Ashlar.Core.Identity.Accounts;
using Ashlar.Core.Identity.Passwords;
using Ashlar.Core.Resources.Definitions;
using Ashlar.Core.Resources.Verbs;
using Ashlar.Core.Storage;
using Ashlar.Core.Tenancy;

namespace Ashlar.Host.Demo;

/// <summary>Makes the people of a demo organisation: users who can sign in, members of the tenant, holders of their roles.</summary>
internal sealed class DemoPeople(IServiceProvider services)
{
    public async Task<Caller> Add(TenantInfo tenant, DemoPerson person, CancellationToken cancel)
    {
        var user = await Enrol(tenant, person, cancel);
        foreach (var role in person.Role == "admin" ? [person.Role] : (string[])[person.Role, "member"])
            await Grant(tenant, user, role, cancel);

        return new Caller
        {
            UserId = user,
            Name = person.Name,
            Email = person.Email,
            Tenant = tenant,
            Permissions = await services.GetRequiredService<PermissionCache>().Get(user, tenant, null, cancel),
        };
    }

    private async Task<Guid> Enrol(TenantInfo tenant, DemoPerson person, CancellationToken cancel)
    {
        using var slot = await services.GetRequiredService<PasswordHasher>().Enter(cancel) ?? throw new InvalidOperationException("Too many passwords are hashed at once.");
        var hash = await slot.Hash(DemoOrganisations.Password);
        var users = services.GetRequiredService<UserDirectory>();
        await using var work = await services.GetRequiredService<IdentityWorks>().Begin(cancel);
        var (user, made) = await users.CreateUser(work.Connection, person.Email, person.Name, hash, verified: true, cancel);
        if (!made)
        {
            // The first administrator was invited when the organisation was made.
            await users.SetPassword(work.Connection, user, hash, cancel);
            await users.SetVerified(work.Connection, user, cancel);
        }

        await users.EnsureMember(work.Connection, tenant.Id, user, "active", null, null, cancel);
        await work.Connection.Execute("UPDATE public.org_users SET title = $3 WHERE tenant_id = $1 AND id = $2", cancel, tenant.Id, user, person.Title);
        await work.Commit(cancel);
        return user;
    }

    private async Task Grant(TenantInfo tenant, Guid user, string role, CancellationToken cancel)
    {
        var databases = services.GetRequiredService<Databases>();
        var id = await databases.System.Scalar<Guid>("SELECT id FROM public.rbac_roles WHERE tenant_id = $1 AND code = $2 AND deleted_at IS NULL", cancel, tenant.Id, role);
        if (await databases.System.Scalar<bool>("SELECT EXISTS (SELECT FROM public.rbac_grants WHERE tenant_id = $1 AND user_id = $2 AND role_id = $3 AND deleted_at IS NULL)", cancel, tenant.Id, user, id))
            return;

        var grants = services.GetRequiredService<ResourceModels>()["rbac.grants"];
        using var body = JsonDocument.Parse($$"""{"user_id":"{{user}}","role_id":"{{id}}"}""");
        var call = new Call(Caller.System(tenant, "Demo"), RequestInfo.None, new PermissionAccess("rbac:grants:create")) { ControlPlane = true };
        var result = await services.GetRequiredService<CommandPipeline>().Run(call, async (operation, stop) =>
        {
            var row = await services.GetRequiredService<CreateRow>().Create(operation, grants, body.RootElement, "create", stop);
            return row.Succeeded ? new Answer(StatusCodes.Status201Created, null) : row.Error;
        }, cancel);
        if (!result.Succeeded)
            throw new InvalidOperationException($"The demo cannot grant {role}: {result.Error.Message}");
    }
}
