using System.Globalization;
using System.Text.Json.Nodes;
using Ashlar.Core.Access;
using Ashlar.Core.Audit;
using Ashlar.Core.Backup.Media;
using Ashlar.Core.Backup.Taking;
using Ashlar.Core.Commands;
using Ashlar.Core.Files.Stores;
using Ashlar.Core.Http;
using Ashlar.Core.Http.OpenApi;
using Ashlar.Core.Jobs;
using Ashlar.Core.Tenancy;

namespace Ashlar.Core.Backup;

/// <summary>Backups over HTTP, for operators: see, take, prove, and bring one organisation back.</summary>
internal static class BackupEndpoints
{
    public const string Read = "platform:backups:read";
    public const string Take = "platform:backups:create";
    public const string RestoreTenants = "platform:backups:restore";
    private const string Path = "/api/v1/platform/backups";

    public static void MapBackup(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, List).Requires(Read).Describes(BackupDocs.List);
        routes.MapGet(Path + "/status", async (BackupStatus status, CancellationToken cancel) => Envelope.One("status", "platform.backup_status", await status.Read(cancel))).Requires(Read).Describes(BackupDocs.Status);
        routes.MapGet(Path + "/{id:guid}", Get).Requires(Read).Describes(BackupDocs.Get);
        routes.MapGet(Path + "/{id:guid}/configuration", ConfigurationThen).Requires(Read).Describes(BackupDocs.ConfigurationThen);
        routes.MapPost(Path, Create).Requires(Take).Describes(BackupDocs.Create);
        routes.MapPost(Path + "/{id:guid}/verify", Verify).Requires(Take).Describes(BackupDocs.Verify);
        routes.MapPost(Path + "/{id:guid}/restore", Restore).Requires(RestoreTenants).StepUp().Describes(BackupDocs.Restore);
        routes.MapGet("/api/v1/platform/configuration", async (EffectiveConfiguration configuration, CancellationToken cancel) => Envelope.One("effective", "platform.configuration", await configuration.Read(cancel)))
            .Requires(Read).Describes(BackupDocs.Configuration);
    }

    private static async Task<IResult> List(HttpContext context, BackupCatalogue catalogue, CancellationToken cancel)
    {
        var limit = 100;
        if (context.Request.Query.TryGetValue("limit", out var text) && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > 500))
            return Envelope.Failure(CoreErrors.Validation("limit", "The limit is a number from 1 to 500."));
        return Envelope.Many(BackupDocs.Type, (await catalogue.List(limit, cancel)).Select(row => (row.Id.ToString(), View(row))));
    }

    private static async Task<IResult> Get(Guid id, BackupCatalogue catalogue, CancellationToken cancel) =>
        await catalogue.Find(id, cancel) is { } row ? Envelope.One(id.ToString(), BackupDocs.Type, View(row)) : Envelope.Failure(CoreErrors.NotFound);

    private static async Task<IResult> ConfigurationThen(Guid id, BackupCatalogue catalogue, BackupMedia media, EffectiveConfiguration configuration, CancellationToken cancel)
    {
        if (await catalogue.Find(id, cancel) is not { } row)
            return Envelope.Failure(CoreErrors.NotFound);
        if (!row.Done)
            return Envelope.Failure(BackupErrors.NotDone);
        try
        {
            using var key = await media.OpenKey(row.Chain, cancel);
            var then = (await media.Manifest(new Found(row.Chain, id), key, cancel)).Configuration;
            var differences = EffectiveConfiguration.Differences(then, await configuration.Read(cancel));
            return Envelope.One(id.ToString(), "platform.backup_configuration", new JsonObject { ["configuration"] = then.DeepClone(), ["differences"] = new JsonArray([.. differences.Select(line => (JsonNode)line)]) });
        }
        catch (BackupUnreadableException broken)
        {
            return Envelope.Failure(BackupErrors.Unreadable(broken.Message));
        }
        catch (FileStoreException down)
        {
            return Envelope.Failure(BackupErrors.MediaDown with { Message = down.Message });
        }
    }

    private static async Task Create(HttpContext context, JobQueue jobs, AuditLog audit, TimeProvider time, CancellationToken cancel)
    {
        var body = await TypedBody.Read<CreateBody>(context);
        if (!body.Succeeded)
            await context.WriteError(body.Error);
        else if (body.Value.Kind is not (Manifest.Full or Manifest.Increment))
            await context.WriteError(CoreErrors.Validation("kind", "The kind is full or increment."));
        else
            await Queue(context, Take, CreateBackupJob.JobKind, new JsonObject { ["kind"] = body.Value.Kind }, null, body.Value.Kind, jobs, audit, time, cancel);
    }

    private static async Task Verify(HttpContext context, Guid id, BackupCatalogue catalogue, JobQueue jobs, AuditLog audit, TimeProvider time, CancellationToken cancel)
    {
        var body = await TypedBody.Read<VerifyBody>(context);
        if (!body.Succeeded)
            await context.WriteError(body.Error);
        else if (await Done(context, id, catalogue, cancel) is { } row)
            await Queue(context, Take, VerifyBackupJob.JobKind, new JsonObject { ["id"] = id, ["chain"] = row.Chain, ["restore"] = body.Value.Restore }, id, body.Value.Restore ? "by restoring" : "by reading", jobs, audit, time, cancel);
    }

    private static async Task Restore(HttpContext context, Guid id, BackupCatalogue catalogue, TenantDirectory tenants, JobQueue jobs, AuditLog audit, TimeProvider time, CancellationToken cancel)
    {
        var body = await TypedBody.Read<RestoreBody>(context);
        if (!body.Succeeded)
            await context.WriteError(body.Error);
        else if (await tenants.ByCode(body.Value.Tenant ?? "", cancel) is not { IsPlatform: false } tenant)
            await context.WriteError(CoreErrors.Validation("tenant", "Name an organisation by its code; the operator's own is restored with the whole installation.", "unknown"));
        else if (body.Value.Confirm != tenant.Code)
            await context.WriteError(CoreErrors.Validation("confirm", "Write the organisation's code, so that it is the one you mean.", "confirm"));
        else if (body.Value.Reason is not { } reason || reason.Trim().Length is < 10 or > 500)
            await context.WriteError(CoreErrors.Validation("reason", "Say in 10 to 500 characters why. What it changed since the backup is lost.", "required"));
        else if (await Done(context, id, catalogue, cancel) is { } row)
            await Queue(context, RestoreTenants, RestoreTenantJob.JobKind, new JsonObject { ["id"] = id, ["chain"] = row.Chain, ["tenant"] = tenant.Id, ["reason"] = reason.Trim() }, id, $"{tenant.Code}: {reason.Trim()}", jobs, audit, time, cancel);
    }

    private static async Task<BackupRow?> Done(HttpContext context, Guid id, BackupCatalogue catalogue, CancellationToken cancel)
    {
        var row = await catalogue.Find(id, cancel);
        if (row is { Done: true })
            return row;
        await context.WriteError(row is null ? CoreErrors.NotFound : BackupErrors.NotDone);
        return null;
    }

    private static async Task Queue(HttpContext context, string permission, string kind, JsonObject payload, Guid? backup, string reason, JobQueue jobs, AuditLog audit, TimeProvider time, CancellationToken cancel)
    {
        var queued = await jobs.Queue(Call.Of(context, new PermissionAccess(permission)), kind, "platform.backups", payload, null, 0, cancel);
        if (!queued.Succeeded)
        {
            await context.WriteError(queued.Error);
            return;
        }

        var action = kind switch { CreateBackupJob.JobKind => "create", VerifyBackupJob.JobKind => "verify", _ => "restore_tenant" };
        await audit.Write(AuditEntry.By(context.Caller(), context.Request().Info, $"platform.backups.{action}") with { Resource = "platform.backups", ResourceId = backup, Reason = reason }, cancel);
        await context.Write(queued.Value, time);
    }

    private static object View(BackupRow row) => new
    {
        row.Chain,
        row.Kind,
        row.State,
        row.Cause,
        row.StartedAt,
        row.SnapshotAt,
        row.FinishedAt,
        row.Rows,
        row.Files,
        row.Bytes,
        row.BytesWritten,
        row.Error,
        row.VerifiedAt,
        row.VerifiedHow,
        row.Problems,
    };

    internal sealed record CreateBody(string Kind = Manifest.Increment);

    internal sealed record VerifyBody(bool Restore = false);

    internal sealed record RestoreBody(string? Tenant = null, string? Confirm = null, string? Reason = null);
}
