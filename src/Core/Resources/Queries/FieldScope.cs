using System.Runtime.CompilerServices;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;
using Ashlar.Core.Identity;
using Ashlar.Core.Protection.Fields;

namespace Ashlar.Core.Resources.Queries;

/// <summary>The fields a caller may name in a request: visible ones, standard ones and the tenant's own.</summary>
internal sealed record FieldScope(ResourceModel Model, IReadOnlySet<string> Hidden, IReadOnlyList<FieldDefinition> CustomFields)
{
    public const string CustomPrefix = "custom.";

    private StrongBox<Result<ListRequest>>? _plain;

    /// <summary>The plan that reads every field this caller may see; made once, since a scope lives as long as the permissions it rests on.</summary>
    public ReadPlan Whole => field ??= new ReadPlan(this, null);

    /// <summary>The request without parameters, made once for the same reason.</summary>
    public Result<ListRequest> Plain => (_plain ??= new StrongBox<Result<ListRequest>>(ListRequest.Plain(this))).Value;

    /// <summary>Opens and seals the encrypted fields; null when the resource has none.</summary>
    public FieldSeal? Seal { get; init; }

    /// <summary>The same plan with what is about somebody's health masked.</summary>
    public ReadPlan Discreet => Model.Phi.Count == 0 ? Whole : field ??= new ReadPlan(this, null, masked: true);

    /// <summary>Set for the audit log, whose differences carry fields of every resource: SQL that leaves hidden ones out.</summary>
    public string? Differences { get; init; }

    /// <summary>What the answer to a write shows: the row as its own route would, and to somebody who may change but not read it its id and version.</summary>
    public ReadPlan Answering(Caller caller, Guid row) => caller.Permissions.AllowsOn(Model.Reading.Permission, row) ? Whole : Bare;

    private ReadPlan Bare => field ??= new ReadPlan(this, []);

    /// <summary>How SQL selects a column for this caller.</summary>
    public string Select(Column column) => Differences is not null && column.Name == "changes" ? Differences : column.Select;

    /// <summary>The column and how SQL reads it, or null when the caller cannot name it.</summary>
    public (Column Column, string Sql)? Resolve(string name)
    {
        if (name.StartsWith(CustomPrefix, StringComparison.Ordinal))
            return Custom(name[CustomPrefix.Length..]);
        if (Hidden.Contains(name))
            return null;
        if (Model.Find(name) is { Field.Secret: false } column)
            return (column, column.Key);
        return StandardFields.Find(name) is { } standard ? (standard, standard.Key) : null;
    }

    private (Column Column, string Sql)? Custom(string name)
    {
        if (Hidden.Contains(CustomPrefix + name) || CustomFields.FirstOrDefault(field => field.Name == name) is not { } field)
            return null;
        // Field names of tenants are checked to be plain identifiers when they are defined.
        var text = $"(custom->>'{name}')";
        var sql = field.Kind switch
        {
            FieldKind.Integer => $"{text}::bigint",
            FieldKind.Decimal => $"{text}::numeric",
            FieldKind.Boolean => $"{text}::boolean",
            FieldKind.Date => $"{text}::date",
            FieldKind.Timestamp => $"{text}::timestamptz",
            FieldKind.Relation or FieldKind.File => $"{text}::uuid",
            FieldKind.Tags => $"ARRAY(SELECT jsonb_array_elements_text(custom->'{name}'))",
            _ => text,
        };
        return (new Column(field, -1), sql);
    }
}
