using System.Text.Json.Nodes;
using Ashlar.Contract.Errors;
using Ashlar.Core.Audit;
using Ashlar.Core.Http;
using Ashlar.Core.Identity;
using Ashlar.Core.Resources;
using Ashlar.Core.Tenancy;

namespace Ashlar.Core.CoreApi;

/// <summary>Answers calls of modules, each after its entry is in the log: in that of the organisation it is about, or else the operator's.</summary>
internal sealed class CoreCalls(CallLog log)
{
    private const int LongestName = 200;

    public AuditEntry Entry(HttpContext context, string action, Guid? tenant) => AuditEntry.By(context.Caller(), context.Request().Info, action) with { TenantId = tenant ?? TenantInfo.PlatformId };

    public async Task Answer(HttpContext context, AuditEntry entry, JsonNode body)
    {
        await log.Write(entry);
        using var buffer = new PooledBuffer();
        using (var json = AnswerWriter.Writer(buffer))
            body.WriteTo(json, JsonSettings.Options);
        await context.WriteJson(buffer.Written);
    }

    public async Task Fail(HttpContext context, string action, Error error, Guid? user = null, Guid? tenant = null)
    {
        await log.Write(Entry(context, action, tenant) with { Result = "failed", Reason = error.Message, Resource = user is null ? null : "org.users", ResourceId = user });
        await context.WriteError(error);
    }

    /// <summary>The number where the row has one, our id otherwise.</summary>
    public static JsonNode Id(Guid id, long? legacy) => legacy is { } number ? JsonValue.Create(number) : JsonValue.Create(id);

    /// <summary>A name given from outside, short enough for the log and on one line.</summary>
    public static bool IsName(string name) => name.Length is > 0 and <= LongestName && !name.Any(char.IsControl);
}
