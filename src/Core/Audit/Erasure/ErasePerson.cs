using System.Text.Json.Nodes;
using Ashlar.Contract.Commands;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Values;
using Ashlar.Core.Audit.Sealing;
using Ashlar.Core.Commands;
using Ashlar.Core.Http;
using Ashlar.Core.Storage;
using Npgsql;
using NpgsqlTypes;

namespace Ashlar.Core.Audit.Erasure;

/// <summary>
/// Orders that a person's name, addresses and values go out of the log. Entries, their seals and all that concerns nobody stay; what goes is
/// gone for good. With <paramref name="Rehearse"/> it only counts.
/// </summary>
internal sealed record ErasePerson(string Reason, Guid? UserId = null, string? Row = null, string[]? Texts = null, bool Rehearse = false) : ICommand<ErasureView>;

internal sealed record ErasureView(Guid Id, string Status, long Entries);

internal sealed class ErasePersonHandler(CurrentOperation current, PersonalEntries entries, Sealer sealer, TimeProvider time) : ICommandHandler<ErasePerson, ErasureView>
{
    public const string Action = "audit.erasures.erase";

    private const string Order = """
        INSERT INTO public.audit_erasures (tenant_id, id, created_at, created_by, updated_at, updated_by, version, subject, user_id, reason, entries, digest) VALUES ($1, $2, $3, $4, $3, $4, 1, $5, $6, $7, $8, $9)
        """;

    private const string Parts = "INSERT INTO public.audit_erased (log, erasure, entry_id, parts, rest) SELECT $1, $2, u.* FROM unnest($3::uuid[], $4::smallint[], $5::bytea[]) u";

    public async Task<Result<ErasureView>> Handle(ErasePerson command, CancellationToken cancel)
    {
        var work = current.Work;
        var connection = await work.Connection(cancel);
        var subject = await Read(command, connection, work.Scope.TenantId, cancel);
        if (!subject.Succeeded)
            return subject.Error;

        // Two at once could name the same entry, and neither would know what the other leaves.
        if (await connection.Scalar<bool>("SELECT EXISTS (SELECT FROM public.audit_erasures WHERE tenant_id = $1 AND status = 'ordered')", cancel, work.Scope.TenantId))
            return AuditErrors.ErasureRunning;

        // What was written until now gets its seal first: only then is there a salt to destroy.
        await sealer.SealAll(cancel);
        var logs = work.Caller.Tenant!.IsPlatform ? [work.Scope.TenantId, AuditRows.Installation] : new[] { work.Scope.TenantId };
        var found = new List<(Guid Log, ErasedEntry Entry)>();
        foreach (var log in logs)
            found.AddRange((await entries.Of(log, subject.Value, cancel)).Select(entry => (log, entry)));
        var id = Ids.New();
        if (command.Rehearse)
            return new ErasureView(id, "rehearsed", found.Count);
        if (found.Count == 0)
            return AuditErrors.NothingToErase;

        var digest = Erasing.Digest(found.Select(one => one.Entry));
        await connection.Execute(Order, cancel, work.Scope.TenantId, id, time.GetUtcNow(), Or(work.Caller.UserId), subject.Value.Label, Or(subject.Value.UserId), command.Reason.Trim(), (long)found.Count, digest);
        foreach (var log in found.GroupBy(one => one.Log, one => one.Entry))
        {
            foreach (var some in log.Chunk(10_000))
                await connection.Execute(Parts, cancel, log.Key, id, some.Select(entry => entry.Id).ToArray(), some.Select(entry => (short)entry.Parts).ToArray(), some.Select(entry => entry.Rest).ToArray());
        }

        work.Audit(AuditEntry.By(work.Caller, work.Request, Action) with
        {
            Resource = "audit.erasures",
            ResourceId = id,
            Version = 1,
            Reason = command.Reason.Trim(),
            Details = new JsonObject { ["subject"] = subject.Value.Label, ["entries"] = found.Count, ["digest"] = digest }.ToJsonString(),
        });
        return new ErasureView(id, "ordered", found.Count);
    }

    private static async Task<Result<Subject>> Read(ErasePerson command, NpgsqlConnection connection, Guid tenant, CancellationToken cancel)
    {
        if (command.Reason.Trim().Length < 10)
            return CoreErrors.Validation("reason", "Say in at least ten characters who asked for it and why; no name, since the reason stays.");
        var texts = (command.Texts ?? []).Select(text => text.Trim()).Where(text => text.Length > 0).ToList();
        if (texts.Exists(text => text.Length < Subject.ShortestText))
            return CoreErrors.Validation("texts", $"Give addresses or full names of at least {Subject.ShortestText} characters; anything shorter would hit other people.");
        var parts = command.Row?.Trim().Split('/') ?? [];
        var row = parts is [_, var last] && Guid.TryParse(last, out var id) ? id : (Guid?)null;
        if (command.Row is not null && row is null)
            return CoreErrors.Validation("row", "A row is named by its resource and its id, as in crm.contacts/01a2….");
        if (command.UserId is null && row is null && texts.Count == 0)
            return CoreErrors.Validation("user_id", "Name a member, a row about the person, or texts that name the person.");
        if (texts.Exists(text => command.Reason.Contains(text, StringComparison.OrdinalIgnoreCase)))
            return CoreErrors.Validation("reason", "The reason stays in the log, so it must not name the person.");
        if (command.UserId is { } user)
        {
            var member = await connection.First("SELECT email, name, status, deleted_at IS NOT NULL FROM public.org_users WHERE tenant_id = $1 AND id = $2",
                row => (Email: row.GetString(0), Name: row.GetString(1), Active: row.GetString(2) == "active" && !row.GetBoolean(3)), cancel, tenant, user);
            if (member.Active)
                return AuditErrors.SubjectActive;
            // One word is hardly a person's alone.
            texts.AddRange(new[] { member.Email, member.Name?.Contains(' ', StringComparison.Ordinal) == true ? member.Name : null }.OfType<string>().Where(text => text.Length >= Subject.ShortestText));
        }

        return new Subject(command.UserId, row is null ? null : parts[0], row, texts);
    }

    private static NpgsqlParameter Or(Guid? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid };
}
