using System.Globalization;
using Ashlar.Contract.Commands;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;
using Ashlar.Core.Commands;
using Ashlar.Core.Http;
using Ashlar.Core.Identity;
using Ashlar.Core.Storage;
using Microsoft.EntityFrameworkCore;

namespace Ashlar.Core.Hooks.Sources;

/// <summary>Makes a source with an address of its own.</summary>
internal sealed record CreateSource(string Code, string Name, SourceKind Kind, string? Secret = null, int ToleranceSeconds = 300, bool AccountRequired = false) : ICommand<SourceAddress>;

/// <summary>Replaces the secret that requests are checked with.</summary>
internal sealed record SetSecret(Guid Id, string Secret) : ICommand<Source>;

/// <summary>Gives the source another address; the old one answers no more.</summary>
internal sealed record RenewAddress(Guid Id) : ICommand<SourceAddress>;

/// <summary>Reads the address that the sender is given.</summary>
internal sealed record GetAddress(Guid SourceId) : IQuery<AddressView>;

internal sealed record AddressView(Guid Id, string Url);

internal sealed record SourceAddress(Guid Id, string Type, AddressAttributes Attributes)
{
    public static SourceAddress Of(Source source, string url) => new(source.Id, "hooks.source_address", new AddressAttributes(source.Code, url));
}

/// <param name="Code">The source.</param>
/// <param name="Url">Enter it at the sender. Who knows it can send unverified requests to it, so treat it like a password.</param>
internal sealed record AddressAttributes(string Code, string Url);

internal sealed class CreateSourceHandler(CurrentOperation current, IStore store, SourceSecrets secrets, SourceAddresses addresses) : ICommandHandler<CreateSource, SourceAddress>
{
    public async Task<Result<SourceAddress>> Handle(CreateSource command, CancellationToken cancel)
    {
        var code = command.Code.Trim();
        if (code.Length is 0 or > 40 || !code.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_'))
            return CoreErrors.Validation("code", "Use lower-case letters, digits, - and _, at most 40.");
        if (SourceSecrets.Problem(command.Kind, command.Secret) is { } problem)
            return problem;
        if (await store.All<Source>().AnyAsync(known => known.Code == code, cancel))
            return CoreErrors.Validation("code", "A source with this code exists already.", "duplicate");
        var tenant = current.Work.Scope.TenantId;
        var token = SourceSecrets.NewToken();
        var source = new Source { Code = code, Name = command.Name, Kind = command.Kind, Enabled = true, ToleranceSeconds = command.ToleranceSeconds, AccountRequired = command.AccountRequired };
        current.Work.Add(SourceSecrets.Keep(tenant, source.Id, token, await secrets.Seal(tenant, source.Id, token, cancel), command.Kind == SourceKind.None ? null : await secrets.Seal(tenant, source.Id, command.Secret!, cancel)));
        store.Add(source);
        current.Work.Invalidate(SourceIndex.Topic, tenant.ToString());
        return SourceAddress.Of(source, addresses.Of(code, token));
    }
}

internal sealed class SetSecretHandler(CurrentOperation current, IStore store, SourceSecrets secrets) : ICommandHandler<SetSecret, Source>
{
    public async Task<Result<Source>> Handle(SetSecret command, CancellationToken cancel)
    {
        var source = (await store.Find<Source>(command.Id, cancel))!;
        if (SourceSecrets.Problem(source.Kind, command.Secret) is { } problem)
            return problem;
        var work = current.Work;
        work.Add(Sql.Statement("UPDATE public.hooks_secrets SET secret = $3 WHERE tenant_id = $1 AND source_id = $2", work.Scope.TenantId, source.Id, await secrets.Seal(work.Scope.TenantId, source.Id, command.Secret, cancel)));
        work.Audit(Audit.AuditEntry.By(work.Caller, work.Request, "hooks.sources.set_secret") with { Resource = "hooks.sources", ResourceId = source.Id });
        work.Invalidate(SourceIndex.Topic, work.Scope.TenantId.ToString());
        return source;
    }
}

internal sealed class RenewAddressHandler(CurrentOperation current, IStore store, SourceSecrets secrets, SourceAddresses addresses) : ICommandHandler<RenewAddress, SourceAddress>
{
    public async Task<Result<SourceAddress>> Handle(RenewAddress command, CancellationToken cancel)
    {
        var source = (await store.Find<Source>(command.Id, cancel))!;
        var token = SourceSecrets.NewToken();
        var work = current.Work;
        work.Add(Sql.Statement("UPDATE public.hooks_secrets SET token_digest = $3, token = $4 WHERE tenant_id = $1 AND source_id = $2", work.Scope.TenantId, source.Id, SourceSecrets.Digest(token), await secrets.Seal(work.Scope.TenantId, source.Id, token, cancel)));
        work.Audit(Audit.AuditEntry.By(work.Caller, work.Request, "hooks.sources.renew_address") with { Resource = "hooks.sources", ResourceId = source.Id });
        work.Invalidate(SourceIndex.Topic, work.Scope.TenantId.ToString());
        return SourceAddress.Of(source, addresses.Of(source.Code, token));
    }
}

internal sealed class GetAddressHandler(CurrentOperation current, Databases databases, SourceSecrets secrets, SourceAddresses addresses) : IQueryHandler<GetAddress, AddressView>
{
    public async Task<Result<AddressView>> Handle(GetAddress query, CancellationToken cancel)
    {
        var caller = current.Work.Caller;
        var found = await databases.Query(caller.Scope(controlPlane: true),
            "SELECT s.code, k.token FROM public.hooks_sources s JOIN public.hooks_secrets k ON k.tenant_id = s.tenant_id AND k.source_id = s.id WHERE s.tenant_id = $1 AND s.id = $2 AND s.deleted_at IS NULL AND ($3::uuid IS NULL OR s.client_id = $3)",
            row => (Code: row.GetString(0), Token: row.GetString(1)), cancel, caller.TenantId, query.SourceId, new Npgsql.NpgsqlParameter { Value = (object?)caller.ClientId ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid });
        return found is [var source] ? new AddressView(query.SourceId, addresses.Of(source.Code, (await secrets.Open(caller.TenantId, query.SourceId, source.Token, cancel))!)) : CoreErrors.NotFound;
    }
}

/// <summary>Addresses as senders see them.</summary>
internal sealed class SourceAddresses(IdentityOptions options)
{
    public const string Path = "/hooks";

    /// <summary>Whole when the installation knows its public address, otherwise the path.</summary>
    public string Of(string code, string token)
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"{Path}/{code}/{token}");
        return options.PublicUrl is { } site ? new Uri(site, path).ToString() : path;
    }

    /// <summary>The address a request was sent to: by the public name, since a proxy may have changed host and scheme.</summary>
    public string Of(HttpRequest request) => options.PublicUrl is { } site
        ? new Uri(site, request.Path + request.QueryString.Value).AbsoluteUri
        : $"{request.Scheme}://{request.Host}{request.Path}{request.QueryString}";
}
