using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Ashlar.Contract.Errors;
using Ashlar.Core.Access;
using Ashlar.Core.Audit.Exports;
using Ashlar.Core.Audit.Proofs;
using Ashlar.Core.Audit.Sealing;
using Ashlar.Core.Audit.Verifying;
using Ashlar.Core.Http;
using Ashlar.Core.Http.OpenApi;
using Ashlar.Core.Identity;
using Ashlar.Core.Resources;
using Ashlar.Core.Storage;

namespace Ashlar.Core.Audit;

/// <summary>Heads, proofs, verification and the sealed export over HTTP.</summary>
internal static class ProofEndpoints
{
    private const string Read = "audit:entries:read";
    private const string Export = "audit:entries:export";

    private static readonly ConcurrentDictionary<Guid, bool> _verifying = new();

    public static void MapAuditProofs(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/.well-known/audit-keys.json", Keys).Anonymous("Public keys are public; whoever checks the audit log's heads needs them.").Describes(AuditDocs.Keys);
        routes.MapGet("/api/v1/audit/head", Head).Requires(Read).Describes(AuditDocs.Head);
        routes.MapGet("/api/v1/audit/consistency", Consistency).Requires(Read).Describes(AuditDocs.Consistency);
        routes.MapGet("/api/v1/audit/entries/{id:guid}/proof", Proof).Requires(Export).Describes(AuditDocs.Proof);
        routes.MapPost("/api/v1/audit/verify", Verify).Requires(Export).Describes(AuditDocs.Verify);
        routes.MapGet("/api/v1/audit/log", Log).Requires(Export).Describes(AuditDocs.Log);
    }

    private static async Task<IResult> Keys(HttpContext context, HeadKeys keys, CancellationToken cancel)
    {
        context.Response.Headers.CacheControl = "public, max-age=300";
        var list = new JsonArray([.. (await keys.All(cancel)).Values.Select(key => JsonNode.Parse(SignedHead.Jwk(key)))]);
        return Results.Text(new JsonObject { ["keys"] = list }.ToJsonString(), "application/jwk-set+json");
    }

    private static async Task<IResult> Head(HttpContext context, AuditProofs proofs, Databases databases, string? log, CancellationToken cancel)
    {
        if (Of(context, log) is not { } id)
            return Envelope.Failure(CoreErrors.NotFound);
        var head = await proofs.Head(id, cancel);
        var check = await databases.System.Scalar<string>("SELECT report::text FROM public.audit_checks WHERE log = $1", cancel, id);
        return Envelope.One(id.ToString(), "audit.head", new JsonObject
        {
            ["size"] = head?.Size ?? 0,
            ["root"] = head is null ? null : Base64Url.EncodeToString(head.Root),
            ["time"] = head?.Time.UtcDateTime,
            ["key_id"] = head?.KeyId,
            ["jws"] = head?.Jws,
            ["waiting"] = await proofs.Waiting(id, cancel),
            ["last_check"] = check is null ? null : JsonNode.Parse(check),
        });
    }

    private static async Task<IResult> Consistency(HttpContext context, AuditProofs proofs, long from, long to, string? log, CancellationToken cancel)
    {
        if (Of(context, log) is not { } id)
            return Envelope.Failure(CoreErrors.NotFound);
        return await proofs.Consistency(id, from, to, cancel) is { } path
            ? Envelope.One(id.ToString(), "audit.consistency", new { From = from, To = to, Path = path.Select(Text) })
            : Envelope.Failure(AuditErrors.NoSuchSize);
    }

    private static async Task<IResult> Proof(HttpContext context, Guid id, AuditProofs proofs, FieldScopes scopes, ResourceModels models, string? log, CancellationToken cancel)
    {
        if (Of(context, log) is not { } logId)
            return Envelope.Failure(CoreErrors.NotFound);
        if (await Whole(context, scopes, models, cancel) is { } refused)
            return Envelope.Failure(refused);
        if (await proofs.Inclusion(logId, id, cancel) is not { } proof)
            return Envelope.Failure(AuditErrors.NotSealed);
        using var buffer = new PooledBuffer();
        await using (var json = new System.Text.Json.Utf8JsonWriter(buffer))
            proof.Entry.Write(json);
        return Envelope.One(id.ToString(), "audit.proof", new JsonObject
        {
            ["format"] = AuditLeaf.Version,
            ["position"] = proof.Position,
            ["size"] = proof.Size,
            ["leaf"] = Text(proof.Leaf),
            ["salt"] = proof.Salt is null ? null : Text(proof.Salt),
            ["personal"] = Text(proof.Personal),
            ["path"] = new JsonArray([.. proof.Path.Select(hash => (JsonNode)Text(hash))]),
            ["head"] = proof.Head,
            ["entry"] = JsonNode.Parse(buffer.Written.Span),
        });
    }

    private static async Task<IResult> Verify(HttpContext context, LogVerifier verifier, AuditLog audit, FieldScopes scopes, ResourceModels models, string? log, CancellationToken cancel)
    {
        if (Of(context, log) is not { } id)
            return Envelope.Failure(CoreErrors.NotFound);
        if (await Whole(context, scopes, models, cancel) is { } refused)
            return Envelope.Failure(refused);
        if (!_verifying.TryAdd(id, true))
            return Envelope.Failure(AuditErrors.Verifying);
        try
        {
            var report = await verifier.VerifyAndKeep(id, cancel);
            await audit.Write(AuditEntry.By(context.Caller(), context.Request().Info, "audit.log.verify") with { Resource = "audit.log", Result = report.Ok ? "ok" : "failed", Reason = $"{report.Size} entries, {report.Found} findings" }, cancel);
            return Envelope.One(id.ToString(), "audit.report", report);
        }
        finally
        {
            _verifying.TryRemove(id, out _);
        }
    }

    private static async Task Log(HttpContext context, LogExport export, AuditLog audit, FieldScopes scopes, ResourceModels models, string? log, long? from, long? limit)
    {
        var cancel = context.RequestAborted;
        if (Of(context, log) is not { } id)
        {
            await context.WriteError(CoreErrors.NotFound);
            return;
        }

        if (await Whole(context, scopes, models, cancel) is { } refused || (refused = from < 0 || limit < 1 ? CoreErrors.Validation(from < 0 ? "from" : "limit", "Must be a position or a number of entries.") : null) is not null)
        {
            await context.WriteError(refused);
            return;
        }

        var end = await export.End(id, from ?? 0, limit ?? long.MaxValue, cancel);
        // Who took what out is on record before the first byte leaves.
        await audit.Write(AuditEntry.By(context.Caller(), context.Request().Info, "audit.log.export") with { Resource = "audit.log", Reason = $"{(end?.To ?? from ?? 0) - (from ?? 0)} rows from {from ?? 0} as ndjson" }, cancel);
        context.Response.ContentType = "application/x-ndjson";
        context.Response.Headers.CacheControl = "no-store";
        try
        {
            await export.Write(id, from ?? 0, end, async bytes => await context.Response.BodyWriter.WriteAsync(bytes, cancel), cancel);
        }
        catch (Exception) when (context.Response.HasStarted)
        {
            // Half a log must not look like a whole one.
            context.Abort();
            throw;
        }
    }

    /// <summary>The caller's organisation; the operator may also ask for the log of the installation.</summary>
    private static Guid? Of(HttpContext context, string? log) => log switch
    {
        null => context.Caller().TenantId,
        "installation" when context.Caller().Tenant!.IsPlatform => AuditRows.Installation,
        _ => null,
    };

    private static async Task<Error?> Whole(HttpContext context, FieldScopes scopes, ResourceModels models, CancellationToken cancel)
    {
        var caller = context.Caller();
        var scope = await scopes.Of(models["audit.entries"], caller, cancel);
        return caller.ClientId is null && caller.Permissions.RowRule("audit.entries") is null && scope.Hidden.Count == 0 && scope.Differences is null ? null : AuditErrors.WholeLog;
    }

    private static string Text(byte[] bytes) => Base64Url.EncodeToString(bytes);
}
