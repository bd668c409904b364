using System.Text.Json;
using Ashlar.Contract.Errors;
using Ashlar.Core.Events;
using Ashlar.Core.Hooks.Sources;
using Ashlar.Core.Hooks.Verification;
using Ashlar.Core.Http;
using Ashlar.Core.Resources;
using Ashlar.Core.Storage;
using Ashlar.Core.Tenancy;

namespace Ashlar.Core.Hooks.Intake;

/// <summary>POST /hooks/{source}/{token}: known address → verified bytes → safe in the inbox → 202. What it means is looked at afterwards.</summary>
internal sealed class HookEndpoint(SourceIndex sources, SourceSecrets secrets, SourceAddresses addresses, InboxWriter inbox, Refusals refusals, TenantDirectory tenants, TimeProvider time)
{
    public const int MaxBytes = 1024 * 1024;

    /// <summary>Headers that say who somebody is are not kept.</summary>
    private static readonly HashSet<string> _secret = new(StringComparer.OrdinalIgnoreCase) { "Authorization", "Proxy-Authorization", "Cookie", "X-Forwarded-For", "Forwarded" };

    public async Task<IResult> Handle(HttpContext context, string source, string token)
    {
        var cancel = context.RequestAborted;
        // Looked up by digest: how long that takes tells nothing of the tokens that exist.
        if (!(await sources.Now(cancel)).ByToken.TryGetValue(SourceSecrets.Digest(token), out var known) || known.Code != source
            || await tenants.ById(known.Tenant, cancel) is not { Status: TenantStatus.Active })
            return Envelope.Failure(CoreErrors.NotFound);
        if (await Body(context) is not { } body)
            return Envelope.Failure(CoreErrors.TooLarge.Saying("The body is larger than 1 MiB."));

        var request = new Arrived(addresses.Of(context.Request), name => context.Request.Headers.TryGetValue(name, out var values) && values.Count > 0 ? values.ToString() : null, context.Request.ContentType, body);
        var problem = Verifiers.Problem(known.Kind, await secrets.Open(known.Tenant, known.Id, known.Secret, cancel), known.Tolerance, request, time.GetUtcNow());
        if (problem is not null)
        {
            refusals.Note(known, problem);
            return Envelope.Failure(HookErrors.NotVerified);
        }

        var item = await Place(known, request, Facts.Of(known.Kind, request), Headers(context.Request), cancel);
        if (!inbox.TryAdd(item))
        {
            context.Response.Headers.RetryAfter = "2";
            return Envelope.Failure(HookErrors.Full);
        }

        try
        {
            await item.Stored.Task;
        }
        catch (Exception failure) when (DatabaseErrors.Translate(failure) is not null)
        {
            return Envelope.Failure(CoreErrors.Unavailable);
        }

        return Results.StatusCode(StatusCodes.Status202Accepted);
    }

    /// <summary>Whose event it is: by the source, or by our own map of its accounts; nothing else in a request counts.</summary>
    private async Task<Incoming> Place(KnownSource source, Arrived request, Facts facts, string headers, CancellationToken cancel)
    {
        var (tenant, client, parked) = (source.Tenant, source.Client, (string?)null);
        if (facts.Account is { } account && source.Accounts.TryGetValue(account, out var organisation))
        {
            if (organisation is not null && await tenants.ByCode(organisation, cancel) is { } found)
                (tenant, client) = (found.Id, found.Id == source.Tenant ? source.Client : null);
            else if (organisation is not null)
                parked = $"The organisation {organisation} does not exist any more.";
        }
        else if (source.AccountRequired)
        {
            parked = facts.Account is null ? "It names no account." : $"The account {facts.Account} is not listed.";
        }

        return new Incoming(tenant, client, source.Id, source.Tenant, facts.Key, facts.Type, facts.Account, headers, request.Body.ToArray(), Tracing.Current, parked);
    }

    /// <summary>The bytes as they arrived, or null when there are too many.</summary>
    private static async Task<byte[]?> Body(HttpContext context)
    {
        var request = context.Request;
        if (request.ContentLength > MaxBytes)
            return null;
        using var buffer = new PooledBuffer();
        while (true)
        {
            var read = await request.BodyReader.ReadAsync(context.RequestAborted);
            foreach (var segment in read.Buffer)
                System.Buffers.BuffersExtensions.Write(buffer, segment.Span);
            request.BodyReader.AdvanceTo(read.Buffer.End);
            if (buffer.Written.Length > MaxBytes)
                return null;
            if (read.IsCompleted)
                return buffer.Written.ToArray();
        }
    }

    private static string Headers(HttpRequest request) => JsonSerializer.Serialize(
        request.Headers.Where(header => !_secret.Contains(header.Key)).Take(100).Select(header => new[] { header.Key, header.Value.ToString().Cut(4000) }), JsonSettings.Options);
}
