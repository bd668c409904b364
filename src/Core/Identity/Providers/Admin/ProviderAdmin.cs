using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Values;
using Ashlar.Core.Access.Roles;
using Ashlar.Core.Audit;
using Ashlar.Core.Http;
using Ashlar.Core.Identity.Providers.Wire;
using Ashlar.Core.Modules;
using Ashlar.Core.Protection.Secrets;
using Ashlar.Core.Storage;

namespace Ashlar.Core.Identity.Providers.Admin;

/// <summary>Sets up, changes and removes providers of the caller's organisation. Secrets go into the store of secrets and are referred to.</summary>
internal sealed partial class ProviderAdmin(ProviderStore providers, ProviderHttp http, SecretStore secrets, SecretReferences references, ModuleRegistry modules, IdentityWorks works, TimeProvider time)
{
    private static readonly string[] _everything = ["*:*:*"];

    public async Task<Result<Provider>> Create(Caller caller, ProviderBody body, RequestInfo request, CancellationToken cancel)
    {
        var id = Ids.New();
        if (await Refusal(caller, body, cancel) is { } refused)
            return refused;
        var provider = Made(caller, body, id, await Keep(caller, id, null, body.ClientSecret, request, cancel));
        await using var work = await works.Begin(request, cancel);
        await ProviderStore.Insert(work.Connection, provider, caller.UserId, cancel);
        work.Audit(Entry(caller, provider, request, "create", Compared(null, provider, body.ClientSecret is { Length: > 0 })));
        await work.Commit(cancel);
        return provider;
    }

    /// <summary>Null when there is none. Another issuer, or none at all, ends the sessions that the one before vouched for.</summary>
    public async Task<Result<Provider>> Replace(Caller caller, Guid id, ProviderBody body, RequestInfo request, CancellationToken cancel)
    {
        if (await providers.Find(caller.TenantId, id, cancel) is not { } before)
            return CoreErrors.NotFound;
        if (await Refusal(caller, body, cancel) is { } refused)
            return refused;
        var after = Made(caller, body, id, await Keep(caller, id, before.ClientSecret, body.ClientSecret, request, cancel));
        await using (var work = await works.Begin(request, cancel))
        {
            await ProviderStore.Update(work.Connection, after, caller.UserId, cancel);
            if (before.Enabled && (!after.Enabled || after.Issuer != before.Issuer))
                await End(work, before, "the provider was changed or disabled", cancel);
            work.Audit(Entry(caller, after, request, "update", Compared(before, after, body.ClientSecret is not null)));
            await work.Commit(cancel);
        }

        if (before.ClientSecret == Reference(id) && after.ClientSecret != before.ClientSecret)
            await secrets.Delete(caller, request, NameOf(id), cancel);
        return after with { Version = before.Version + 1, CreatedAt = before.CreatedAt };
    }

    public async Task<Error?> Delete(Caller caller, Guid id, RequestInfo request, CancellationToken cancel)
    {
        if (await providers.Find(caller.TenantId, id, cancel) is not { } provider)
            return CoreErrors.NotFound;
        if (!HoldsEverything(caller))
            return ProviderErrors.EverythingNeeded;
        await using (var work = await works.Begin(request, cancel))
        {
            await End(work, provider, "the provider was removed", cancel);
            await ProviderStore.Delete(work.Connection, provider, cancel);
            work.Audit(Entry(caller, provider, request, "delete", null));
            await work.Commit(cancel);
        }

        if (provider.ClientSecret == Reference(id))
            await secrets.Delete(caller, request, NameOf(id), cancel);
        return null;
    }

    private async Task End(IdentityWork work, Provider provider, string why, CancellationToken cancel)
    {
        foreach (var session in await ProviderStore.EndSessions(work.Connection, provider, why, time.GetUtcNow(), cancel))
            work.Forget("session", session);
    }

    private async Task<Error?> Refusal(Caller caller, ProviderBody body, CancellationToken cancel)
    {
        if (!HoldsEverything(caller))
            return ProviderErrors.EverythingNeeded;
        var wrong = body.Wrong(caller.Tenant!.IsPlatform).ToList();
        if (body.RoleId is { } role && !await HasRole(caller.TenantId, role, cancel))
            wrong.Add(new FieldError("role_id", "Points at a role that does not exist.", "relation"));
        if (body.ClientSecret is { } secret && SecretReferences.Occur(secret) && !await Resolves(caller.TenantId, secret, cancel))
            wrong.Add(new FieldError("client_secret", "Must be the secret itself, or one reference such as ${secret:name} to a secret that exists.", "secret"));
        if (wrong.Count > 0)
            return CoreErrors.Validation(wrong);
        return body.Refusal(http) is { } refused ? ProviderErrors.AddressRefused(refused) : null;
    }

    private async Task<bool> HasRole(Guid tenant, Guid role, CancellationToken cancel)
    {
        await using var work = await works.Begin(cancel);
        return await work.Connection.Scalar<bool>("SELECT EXISTS (SELECT FROM public.rbac_roles WHERE tenant_id = $1 AND id = $2 AND deleted_at IS NULL)", cancel, tenant, role);
    }

    private async Task<bool> Resolves(Guid tenant, string reference, CancellationToken cancel)
    {
        try
        {
            return OneReference().IsMatch(reference) && (await references.Resolve(tenant, reference, cancel)).Length > 0;
        }
        catch (SecretMissingException)
        {
            return false;
        }
    }

    /// <summary>Whoever sets up a provider decides whom it lets in as whom, which is as much as doing everything.</summary>
    private bool HoldsEverything(Caller caller) => caller.ClientId is null && Holding.Missing(caller.Permissions, _everything).Count == 0
        && Holding.Confined(caller.Permissions, _everything, modules.Modules.SelectMany(module => module.Definition.Resources).Select(resource => resource.Key)).Count == 0;

    private Provider Made(Caller caller, ProviderBody body, Guid id, string? secret)
    {
        var now = time.GetUtcNow();
        return body.ToProvider(id, caller.TenantId, secret) with { CreatedAt = now, UpdatedAt = now, UpdatedByName = caller.Name, Version = 1 };
    }

    /// <summary>The reference to keep: the one given, one to a secret that is put away here, the one before, or none. What is put away stays where the provider is not kept after all: nobody can tell a lost commit from a failed one.</summary>
    private async Task<string?> Keep(Caller caller, Guid id, string? before, string? given, RequestInfo request, CancellationToken cancel)
    {
        if (given is null || given == before)
            return before;
        if (given.Length == 0 || SecretReferences.Occur(given))
            return given.Length > 0 ? given : null;
        await secrets.Put(caller, request, NameOf(id), given, "Client secret of a provider of sign-in", lease: 0, "security.secrets.set", cancel);
        return Reference(id);
    }

    private static AuditEntry Entry(Caller caller, Provider provider, RequestInfo request, string verb, string? changes) => AuditEntry.By(caller, request, $"security.providers.{verb}") with
    {
        Resource = "security.providers",
        ResourceId = provider.Id,
        Reason = provider.Name,
        Changes = changes,
    };

    private static string Compared(Provider? before, Provider after, bool secret)
    {
        var changes = new JsonObject();
        Compare("name", before?.Name, after.Name);
        Compare("issuer", before?.Issuer, after.Issuer);
        Compare("client_id", before?.ClientId, after.ClientId);
        Compare("scopes", before is null ? null : string.Join(' ', before.Scopes), string.Join(' ', after.Scopes));
        Compare("domains", before is null ? null : string.Join(' ', before.Domains), string.Join(' ', after.Domains));
        Compare("link_existing", before?.LinkExisting.ToString(), after.LinkExisting.ToString());
        Compare("first_sign_in", before?.FirstSignIn.ToString(), after.FirstSignIn.ToString());
        Compare("role_id", before?.RoleId?.ToString(), after.RoleId?.ToString());
        Compare("enabled", before?.Enabled.ToString(), after.Enabled.ToString());
        if (secret)
            changes["client_secret"] = new JsonObject { ["from"] = before?.ClientSecret is null ? null : "•••", ["to"] = after.ClientSecret is null ? null : "•••" };
        return changes.ToJsonString();

        void Compare(string field, string? from, string? to)
        {
            if (from != to)
                changes[field] = new JsonObject { ["from"] = from, ["to"] = to };
        }
    }

    private static string NameOf(Guid id) => $"sign-in.{id:n}";

    private static string Reference(Guid id) => $"${{secret:{NameOf(id)}}}";

    [GeneratedRegex(@"^\$\{secret:[^{}]+\}$")]
    private static partial Regex OneReference();
}
