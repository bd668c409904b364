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
        if (await Refusal(caller, body, cancel) is { } refused)
            return refused;
        var provider = Made(caller, body, Ids.New(), null);
        await secrets.Prepare(caller.TenantId, cancel);
        await using var work = await works.Begin(request, cancel);
        await ProviderStore.Insert(work.Connection, provider, caller.UserId, cancel);
        await KeepSecret(work, caller, null, provider, body.ClientSecret, cancel);
        work.Audit(Entry(caller, provider, request, "create", Compared(null, provider, body.ClientSecret is { Length: > 0 })));
        await work.Commit(cancel);
        return provider;
    }

    /// <summary>Another issuer, or none at all, ends the sessions that the one before vouched for.</summary>
    public async Task<Result<Provider>> Replace(Caller caller, Guid id, ProviderBody body, RequestInfo request, CancellationToken cancel)
    {
        if (await providers.Find(caller.TenantId, id, cancel) is not { } before)
            return CoreErrors.NotFound;
        if (await Refusal(caller, body, cancel) is { } refused)
            return refused;
        var after = Made(caller, body, id, before.ClientSecret);
        await secrets.Prepare(caller.TenantId, cancel);
        await using var work = await works.Begin(request, cancel);
        // Somebody may have removed it meanwhile.
        if (await ProviderStore.Update(work.Connection, after, caller.UserId, cancel) == 0)
            return CoreErrors.NotFound;
        await KeepSecret(work, caller, before, after, body.ClientSecret, cancel);
        if (before.Enabled && (!after.Enabled || after.Issuer != before.Issuer))
            await End(work, before, "the provider was changed or disabled", cancel);
        work.Audit(Entry(caller, after, request, "update", Compared(before, after, body.ClientSecret is not null)));
        await work.Commit(cancel);
        return after with { Version = before.Version + 1, CreatedAt = before.CreatedAt };
    }

    public async Task<Error?> Delete(Caller caller, Guid id, RequestInfo request, CancellationToken cancel)
    {
        if (await providers.Find(caller.TenantId, id, cancel) is not { } provider)
            return CoreErrors.NotFound;
        if (!HoldsEverything(caller))
            return ProviderErrors.EverythingNeeded;
        await using var work = await works.Begin(request, cancel);
        await ProviderStore.Delete(work.Connection, provider, cancel);
        await KeepSecret(work, caller, provider, null, null, cancel);
        await End(work, provider, "the provider was removed", cancel);
        work.Audit(Entry(caller, provider, request, "delete", null));
        await work.Commit(cancel);
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

    private Provider Made(Caller caller, ProviderBody body, Guid id, string? before)
    {
        var now = time.GetUtcNow();
        return body.ToProvider(id, caller.TenantId, Kept(id, before, body.ClientSecret)) with { CreatedAt = now, UpdatedAt = now, UpdatedByName = caller.Name, Version = 1 };
    }

    /// <summary>The reference to keep: the one before, none, the one given, or one to a secret that is put away.</summary>
    private static string? Kept(Guid id, string? before, string? given) => given is null || given == before ? before
        : given.Length == 0 ? null
        : SecretReferences.Occur(given) ? given : Reference(id);

    /// <summary>Puts the secret away, or removes the one that nothing refers to any more: with the change of the provider, or not at all.</summary>
    private async Task KeepSecret(IdentityWork work, Caller caller, Provider? before, Provider? after, string? given, CancellationToken cancel)
    {
        var id = (after ?? before!).Id;
        if (given is { Length: > 0 } && given != before?.ClientSecret && !SecretReferences.Occur(given))
            await secrets.Put(work.Connection, caller, work.Request, NameOf(id), given, "Client secret of a provider of sign-in", lease: 0, "security.secrets.set", cancel);
        else if (before?.ClientSecret == Reference(id) && after?.ClientSecret != before.ClientSecret)
            await secrets.Delete(work.Connection, caller, work.Request, NameOf(id), cancel);
        else
            return;
        work.Forget(SecretStore.Topic, caller.TenantId);
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
