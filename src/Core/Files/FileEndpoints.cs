using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;
using Ashlar.Core.Access;
using Ashlar.Core.Audit;
using Ashlar.Core.Commands;
using Ashlar.Core.Files.Rows;
using Ashlar.Core.Files.Serving;
using Ashlar.Core.Files.Stores;
using Ashlar.Core.Files.Uploads;
using Ashlar.Core.Http;
using Ashlar.Core.Http.OpenApi;
using Ashlar.Core.Identity;
using Ashlar.Core.Resources;
using Ashlar.Core.Tenancy.Settings;
using Microsoft.AspNetCore.Http.Features;

namespace Ashlar.Core.Files;

/// <summary>Bytes over HTTP: in, out, and out by a link. Everything else of files is a generated route.</summary>
internal static class FileEndpoints
{
    private const long FormOverhead = 1024 * 1024;

    public static void MapFileEndpoints(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/v1/files/upload", Upload).Requires(FileResource.Create).Describes(FileDocs.Upload);
        routes.MapPost("/api/v1/files/rows/{module}/{resource}/{field}", UploadForRow).SignedIn(keys: true).Describes(FileDocs.UploadForRow);
        routes.MapGet("/api/v1/files/files/{id:guid}/content", Content).Requires(FileResource.Read).Describes(FileDocs.Content);
        routes.MapGet("/api/v1/files/rows/{module}/{resource}/{id:guid}/{field}", (HttpContext context, string module, string resource, Guid id, string field, RowFiles files) => files.Send(context, $"{module}.{resource}", id, field))
            .SignedIn(keys: true).Describes(FileDocs.OfRow);
        routes.MapGet(FileLinks.Path + "/{token}", Link).Anonymous("The link proves itself: it is signed, names one file and ends.").Describes(FileDocs.Link);
    }

    private static async Task UploadForRow(
        HttpContext context, string module, string resource, string field, RowFiles files, FileUploads uploads, FileStoreOptions options, SettingValues settings, OperationFactory operations, ResourceModels models, FieldScopes scopes, TimeProvider time)
    {
        if (await files.MayBring(context.Caller(), $"{module}.{resource}", field, context.RequestAborted) is { } refused)
            await context.WriteError(refused);
        else
            await Upload(context, uploads, options, settings, operations, models, scopes, time);
    }

    private static async Task Upload(HttpContext context, FileUploads uploads, FileStoreOptions options, SettingValues settings, OperationFactory operations, ResourceModels models, FieldScopes scopes, TimeProvider time)
    {
        var (caller, cancel) = (context.Caller(), context.RequestAborted);
        var limit = Math.Min(options.MaxBytes, settings.Get<long>(FilesModule.MaxMegabytes, caller.Tenant, caller.ClientId) * FileStoreOptions.Megabyte);
        if (context.Request.ContentLength > limit + FormOverhead)
        {
            await context.WriteError(StoredFileErrors.TooLarge(limit));
            return;
        }

        // Only here a body may be larger than elsewhere.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } body)
            body.MaxRequestBodySize = limit + FormOverhead;
        var taken = await Take(context, uploads, limit, cancel);
        if (!taken.Succeeded)
        {
            await context.WriteError(taken.Error);
            return;
        }

        // Who uploads is shown what he brought, as its own route shows it: whether it is ready for his row is his to know.
        await using var operation = operations.Begin(caller with { Permissions = PermissionSet.Everything }, context.Request().Info, controlPlane: true);
        var file = (await operation.Services.GetRequiredService<Store>().Find<StoredFile>(taken.Value, cancel))!;
        var model = models[FileResource.Key];
        var plan = (await scopes.Of(model, caller, cancel)).Whole;
        await context.Write(new Answer(StatusCodes.Status201Created, json => plan.Write(json, model.ToRow(file), model.Definition.Type)) { Location = $"/api/v1/files/files/{file.Id}", ETag = Answer.Tag(file.Version) }, time);
    }

    private static async Task<Result<Guid>> Take(HttpContext context, FileUploads uploads, long limit, CancellationToken cancel)
    {
        try
        {
            var incoming = await Incoming.Read(context);
            return incoming.Succeeded ? await uploads.Take(context.Caller(), context.Request().Info, incoming.Value, limit, cancel) : incoming.Error;
        }
        catch (BadHttpRequestException refused) when (refused.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return StoredFileErrors.TooLarge(limit);
        }
        catch (Exception broken) when (broken is IOException or InvalidDataException && !cancel.IsCancellationRequested)
        {
            return StoredFileErrors.Interrupted;
        }
    }

    private static async Task Content(HttpContext context, Guid id, string? show, OperationFactory operations, RowChecks checks, ResourceModels models, FileSource source, FileServing serving)
    {
        var caller = context.Caller();
        bool seen;
        await using (var operation = operations.Begin(caller, context.Request().Info, controlPlane: true))
            seen = await checks.Exists(operation, models[FileResource.Key], id, context.RequestAborted);
        var file = seen ? await source.Find(caller.TenantId, id, context.RequestAborted) : null;
        await serving.Send(context, file, show is "1" or "true", AuditEntry.By(caller, context.Request().Info, "files.files.open") with { ClientId = file?.Client ?? caller.ClientId });
    }

    private static async Task Link(HttpContext context, string token, FileLinks links, FileServing serving)
    {
        if (await links.Read(token, context.RequestAborted) is not var (file, show))
        {
            await context.WriteError(StoredFileErrors.Gone);
            return;
        }

        var info = context.Request().Info;
        await serving.Send(context, file, show, new AuditEntry
        {
            TenantId = file.Tenant, ClientId = file.Client, ActorName = "holder of a link", ActorKind = "anonymous", Action = "files.files.open_link", RequestId = info.Id, Ip = info.Ip,
        });
    }
}
