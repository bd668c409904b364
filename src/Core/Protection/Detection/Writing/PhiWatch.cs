using System.Text.Json.Nodes;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;
using Ashlar.Contract.Values;
using Ashlar.Core.Commands;
using Ashlar.Core.Identity;
using Ashlar.Core.Storage;
using Ashlar.Core.Tenancy;
using Ashlar.Core.Tenancy.Settings;

namespace Ashlar.Core.Protection.Detection.Writing;

internal enum PhiWatchMode { Off, Flag, Refuse }

/// <summary>What one field of a row was found to hold.</summary>
internal sealed record FieldPhi(string Field, IReadOnlyList<PhiFinding> Findings)
{
    public string[] Kinds => [.. Findings.Select(finding => PhiNames.Of(finding.Kind))];

    public string Reasons => string.Join("; ", Findings.Select(finding => $"{PhiNames.Of(finding.Kind)}: {finding.Reason}"));
}

/// <summary>
/// Reads the free text of rows on their way into the core and records which unclassified fields hold health information. Classified fields
/// are encrypted and audited anyway; what may not be in the open is what people write where nobody expects it.
/// </summary>
internal sealed class PhiWatch(SettingValues settings)
{
    public const string Setting = "phi.detection";

    /// <summary>Shorter texts hold nothing that the detector could find.</summary>
    private const int Shortest = 6;

    public PhiWatchMode Mode(TenantInfo? tenant) => tenant is null ? PhiWatchMode.Off : settings.Get<string>(Setting, tenant, null) switch
    {
        "flag" => PhiWatchMode.Flag,
        "refuse" => PhiWatchMode.Refuse,
        "off" => PhiWatchMode.Off,
        _ => UiContext.IsHipaa(tenant) ? PhiWatchMode.Flag : PhiWatchMode.Off,
    };

    /// <summary>What the texts hold that this write brings.</summary>
    public IReadOnlyList<FieldPhi> Look(Caller caller, ResourceModel model, Row? before, Row after)
    {
        if (Mode(caller.Tenant) == PhiWatchMode.Off)
            return [];
        List<FieldPhi>? found = null;
        foreach (var (field, text) in Texts(model, before, after))
        {
            if (text is { Length: >= Shortest } && PhiDetector.Scan(text.Length <= PhiDetector.MaxLength ? text : text[..PhiDetector.MaxLength]) is { ContainsPhi: true } report)
                (found ??= []).Add(new FieldPhi(field, report.Findings));
        }

        return found ?? [];
    }

    /// <summary>The refusal, where the organisation wants one.</summary>
    public Error? Refusal(Caller caller, IReadOnlyList<FieldPhi> found) => found.Count == 0 || Mode(caller.Tenant) != PhiWatchMode.Refuse ? null : ProtectionErrors.PhiInText with
    {
        Details = [.. found.Select(field => new FieldError(field.Field, $"This holds health information: {string.Join(", ", field.Kinds)}.", ProtectionErrors.PhiInText.Code))],
    };

    /// <summary>What the entry of the log says besides the change; null where nothing was found.</summary>
    public static string? Details(IReadOnlyList<FieldPhi> found) => found.Count == 0 ? null : new JsonObject
    {
        ["contains_phi"] = true,
        ["fields"] = new JsonObject(found.Select(field => KeyValuePair.Create(field.Field, (JsonNode?)new JsonArray([.. field.Kinds.Select(kind => (JsonNode)kind)])))),
        ["reasons"] = new JsonObject(found.Select(field => KeyValuePair.Create(field.Field, (JsonNode?)field.Reasons))),
    }.ToJsonString();

    /// <summary>Keeps the findings of a row equal to what its texts hold now, in the transaction of the change.</summary>
    public void Record(Operation operation, ResourceModel model, Row? before, Row after, IReadOnlyList<FieldPhi> found, DateTimeOffset now)
    {
        if (Mode(operation.Caller.Tenant) == PhiWatchMode.Off)
            return;
        var row = after.Id.ToString();
        if (before is not null && Texts(model, before, after).Select(text => text.Field).ToArray() is { Length: > 0 } changed)
            operation.Work.Add(Sql.Statement("DELETE FROM public.phi_findings WHERE tenant_id = $1 AND resource = $2 AND row_id = $3 AND field = ANY($4)", after.TenantId, model.Key, row, changed));
        foreach (var field in found)
        {
            operation.Work.Add(Sql.Statement(
                """
                INSERT INTO public.phi_findings (tenant_id, id, client_id, resource, row_id, field, kinds, reasons, created_at, created_by, updated_at, updated_by, version)
                VALUES ($1, $2, nullif($3, '00000000-0000-0000-0000-000000000000'::uuid), $4, $5, $6, $7, $8, $9, nullif($10, '00000000-0000-0000-0000-000000000000'::uuid), $9, nullif($10, '00000000-0000-0000-0000-000000000000'::uuid), 1)
                """,
                after.TenantId, Ids.New(), after.ClientId ?? Guid.Empty, model.Key, row, field.Field, field.Kinds, field.Reasons, now, operation.Caller.UserId ?? Guid.Empty));
        }
    }

    /// <summary>Forgets the findings of a row that is removed for good.</summary>
    public void Forget(Operation operation, ResourceModel model, Row row)
    {
        if (Mode(operation.Caller.Tenant) != PhiWatchMode.Off)
            operation.Work.Add(Sql.Statement("DELETE FROM public.phi_findings WHERE tenant_id = $1 AND resource = $2 AND row_id = $3", row.TenantId, model.Key, row.Id.ToString()));
    }

    /// <summary>The texts a write brings: fields in the open whose value differs, and custom fields.</summary>
    private static IEnumerable<(string Field, string? Text)> Texts(ResourceModel model, Row? before, Row after)
    {
        foreach (var column in model.Columns)
        {
            if (column.Field.Kind is not (FieldKind.Text or FieldKind.LongText or FieldKind.Tags or FieldKind.Json) || column.IsSealed || column.Field.Secret || column.Field.ReadOnly)
                continue;
            var (old, value) = (before?.Values[column.Index], after.Values[column.Index]);
            if (!RowDiff.Same(old, value))
                yield return (column.Name, value switch { string text => text, string[] texts => string.Join('\n', texts), null => null, var other => other.ToString() });
        }

        foreach (var name in (before?.Custom ?? []).Select(pair => pair.Key).Union((after.Custom ?? []).Select(pair => pair.Key), StringComparer.Ordinal))
        {
            var (old, value) = (before?.Custom?[name], after.Custom?[name]);
            if (!JsonNode.DeepEquals(old, value))
                yield return (FieldScope.CustomPrefix + name, value is JsonValue text && text.TryGetValue<string>(out var written) ? written : value?.ToJsonString());
        }
    }
}
