using Ashlar.Contract.Errors;
using Ashlar.Core.Audit;
using Ashlar.Core.Commands;
using Ashlar.Core.Http;
using Ashlar.Core.Resources.Definitions;
using Ashlar.Core.Resources.Queries;
using Ashlar.Core.Storage;

namespace Ashlar.Core.Protection.Phi;

/// <summary>Puts every read of health information on record before the answer leaves; when that fails, nothing leaves. Those without clearance are refused, on record too.</summary>
internal sealed class PhiReads(AuditLog audit)
{
    /// <summary>In the reader's own words, why this is being looked at.</summary>
    public const string ReasonHeader = "X-Access-Reason";

    private const int LongestReason = 500;

    public static string? ReasonOf(HttpContext context) => context.Request.Headers[ReasonHeader] is [{ Length: > 0 } text, ..] ? Redactor.Redact(text.Cut(LongestReason)) : null;

    /// <summary>An answer that shows these rows is about to leave.</summary>
    public async Task Record(HttpContext context, ReadPlan plan, IReadOnlyCollection<Guid> rows, CancellationToken cancel)
    {
        if (plan.Phi.Count > 0 && rows.Count > 0)
            await audit.Write(PhiSeen.Entry(context.Caller(), context.Request().Info, plan.Scope.Model.Key, rows, rows.Count, plan.Phi, ReasonOf(context)), cancel);
    }

    /// <summary>What an operation that commits nothing has read.</summary>
    public async Task Record(Operation operation, HttpContext context, CancellationToken cancel)
    {
        foreach (var entry in operation.Phi.Take(operation.Caller, operation.Work.Request, ReasonOf(context)))
            await audit.Write(entry, cancel);
    }

    /// <summary>The answer of a write shows the row: the record travels with the change.</summary>
    public static void Stage(Operation operation, ReadPlan plan, Guid row)
    {
        if (plan.Phi.Count > 0)
            operation.Phi.Saw(plan.Scope.Model.Key, row, plan.Phi);
    }

    /// <summary>Refuses a caller without clearance who names such a field. Without naming one it simply is not there.</summary>
    public async Task<Error?> Refuse(HttpContext context, ResourceModel model)
    {
        var caller = context.Caller();
        if (model.Phi.Count == 0 || caller.Permissions.PhiAuthorized || Named(context.Request.Query, model) is not { } field)
            return null;
        await audit.Write(AuditEntry.By(caller, context.Request().Info, $"access.{ProtectionErrors.PhiDenied.Code}") with
        {
            Result = "denied",
            Resource = model.Key,
            ResourceId = RouteId(context),
            Reason = $"{context.Request.Method} {context.Request.Path}: {field}",
        }, context.RequestAborted);
        return ProtectionErrors.PhiDenied;
    }

    private static string? Named(IQueryCollection query, ResourceModel model) => model.Phi.FirstOrDefault(field => query.Any(pair =>
        pair.Key.StartsWith("filter[", StringComparison.Ordinal) ? pair.Key.Contains($"[{field}]", StringComparison.Ordinal)
        : pair.Key is "filter" ? pair.Value.ToString().Contains($"\"{field}\"", StringComparison.Ordinal)
        : pair.Key is "fields" or "sort" or "group" or "metrics" && pair.Value.ToString().Split([',', '-', '(', ')', ':']).Contains(field)));

    private static Guid? RouteId(HttpContext context) => context.Request.RouteValues.TryGetValue("id", out var id) && Guid.TryParse(id as string, out var row) ? row : null;
}
