using System.Globalization;
using Ashlar.Contract.Errors;
using Ashlar.Core.Audit;
using Ashlar.Core.Commands;
using Ashlar.Core.Http;
using Ashlar.Core.Identity;
using Ashlar.Core.Protection.Phi;
using Ashlar.Core.Resources.Files;
using Ashlar.Core.Storage;
using Npgsql;

namespace Ashlar.Core.Resources.Verbs;

/// <summary>GET …/export: exactly the rows and fields a list with the same parameters means, as a file, sent while it is read.</summary>
internal sealed class ExportRows(Databases databases, OperationFactory operations, FieldScopes scopes, ReadCheck check, TimeProvider time) : IDisposable
{
    private const int MaxRows = 100_000;
    private const int SendAt = 64 * 1024;

    /// <summary>A slow receiver holds a connection to the database, so only some may at a time.</summary>
    private const int AtOnce = 4;
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(15);
    private static readonly Error _busy = new("rate_limited", ErrorKind.Limited, "Several exports are running already. Try again in a moment.");

    private readonly SemaphoreSlim _running = new(AtOnce);

    public void Dispose() => _running.Dispose();

    public async Task Handle(HttpContext context, ResourceModel model)
    {
        if (!await _running.WaitAsync(_patience, context.RequestAborted))
        {
            await context.WriteError(_busy);
            return;
        }

        try
        {
            if (await Export(context, model) is { } error)
                await context.WriteError(error);
        }
        finally
        {
            _running.Release();
        }
    }

    private async Task<Error?> Export(HttpContext context, ResourceModel model)
    {
        var (caller, cancel) = (context.Caller(), context.RequestAborted);
        var format = context.Request.Query["format"] is [{ Length: > 0 } given, ..] ? given : "csv";
        if (format is not ("csv" or "xlsx" or "json"))
            return CoreErrors.Validation("format", "The format is csv, xlsx or json.");
        if (await check.Refuse(context, model, model.Exporting) is { } denied)
            return denied;
        var scope = await scopes.Of(model, caller, cancel);
        var request = ListRequest.Parse(context.Request.Query, scope);
        if (!request.Succeeded)
            return request.Error;
        var plan = ExportPlan.Of(scope, request.Value.Fields);
        if (!plan.Succeeded)
            return plan.Error;
        // Two queries, because a command's parameters belong to it.
        var counting = ListRows.Matching(request.Value, caller, time, withCursor: false);
        var reading = ListRows.Matching(request.Value, caller, time, withCursor: false);
        if (!counting.Succeeded || !reading.Succeeded)
            return counting.Error ?? reading.Error;

        var session = caller.Scope(model.Definition.ControlPlane);
        await using var lent = await databases.For(model.Definition, session.Placement).Lend(cancel);
        var connection = lent.Connection;
        // One snapshot for the count that is logged and the rows that are sent.
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancel);
        var count = await Count(connection, session, counting.Value, cancel);
        if (count > MaxRows)
            return CoreErrors.TooLarge.Saying($"More than {MaxRows} rows match; narrow the filter.");
        await Log(context, model, format, count, plan.Value.Phi, cancel);

        var sorted = context.Request.Query.ContainsKey("sort") ? RowQuery.OrderBy(request.Value.Sort) : " ORDER BY id";
        return await connection.Read<Error?>(session, [reading.Value.Select(plan.Value.Select, sorted)], async reader =>
        {
            await Send(context, model, format, plan.Value, reader);
            return null;
        }, cancel);
    }

    private async Task Send(HttpContext context, ResourceModel model, string format, ExportPlan plan, NpgsqlDataReader reader)
    {
        var (response, cancel) = (context.Response, context.RequestAborted);
        response.ContentType = RowWriter.MediaType(format);
        response.Headers.ContentDisposition = $"attachment; filename=\"{model.Definition.Plural}-{time.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}.{format}\"";
        response.Headers.CacheControl = "no-store";
        try
        {
            await using var buffer = new SendBuffer();
            using var file = RowWriter.Of(format, buffer);
            file.Start(plan.Columns);
            while (await reader.ReadAsync(cancel))
            {
                file.Row(plan.Columns, plan.Load(reader));
                if (buffer.Pending >= SendAt)
                    await buffer.Send(response.BodyWriter, cancel);
            }

            file.Finish();
            await buffer.Send(response.BodyWriter, cancel);
        }
        catch (Exception) when (response.HasStarted)
        {
            // Half a file must not look like a whole one.
            context.Abort();
            throw;
        }
    }

    private static async Task<long> Count(NpgsqlConnection connection, TenantScope session, RowQuery query, CancellationToken cancel)
    {
        var command = query.Select("1", $" LIMIT {MaxRows + 1}");
        command.CommandText = $"SELECT count(*) FROM ({command.CommandText}) AS matching";
        return (await connection.Read(session, [command], reader => reader.Rows(row => row.GetInt64(0), cancel), cancel))[0];
    }

    /// <summary>Who took what out is on record before the first byte leaves.</summary>
    private async Task Log(HttpContext context, ResourceModel model, string format, long count, IReadOnlyList<string> health, CancellationToken cancel)
    {
        var info = context.Request().Info;
        await using var operation = operations.Begin(context.Caller(), info, model.Definition.ControlPlane);
        // What encrypted fields are compared with stays out of the log.
        var query = model.HasSealed ? "" : context.Request.QueryString.ToString();
        operation.Work.Audit(AuditEntry.By(context.Caller(), info, $"{model.Key}.export") with
        {
            Resource = model.Key,
            Reason = $"{count} rows as {format} {query.Cut(500)}".TrimEnd(),
        });
        if (health.Count > 0)
            operation.Work.Audit(PhiSeen.Entry(context.Caller(), info, model.Key, [], count, health, info.Reason, leaves: true));
        await operation.Commit(cancel);
    }
}
