using System.Reflection;

namespace Ashlar.Contract.Resources;

/// <summary>One field of a resource: the single source of its storage, validation, JSON, filters and form control.</summary>
public sealed record FieldDefinition
{
    /// <summary>Snake case; the JSON name and, but for money, the column name.</summary>
    public required string Name { get; init; }

    /// <summary>How it is stored, checked and shown.</summary>
    public required FieldKind Kind { get; init; }

    /// <summary>What people call it.</summary>
    public required string Label { get; init; }

    /// <summary>The property of the entity; null for a tenant's custom field.</summary>
    public PropertyInfo? Property { get; init; }

    /// <summary>A sentence of help under the control.</summary>
    public string? Hint { get; init; }

    /// <summary>A value must be present after every write.</summary>
    public bool Required { get; init; }

    /// <summary>Callers cannot set it; commands can.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>Never read or written by generated routes, and masked in the audit log.</summary>
    public bool Secret { get; init; }

    /// <summary>How its content is protected.</summary>
    public Classification Classification { get; init; }

    /// <summary>Holds long numbers that may look like payment cards and are none, such as serial numbers.</summary>
    public bool NumericId { get; init; }

    /// <summary>The free-text search <c>q</c> looks here.</summary>
    public bool Searchable { get; init; }

    /// <summary>No two living rows of a tenant share the value.</summary>
    public bool Unique { get; init; }

    /// <summary>Longest text in characters, or most tags.</summary>
    public int? MaxLength { get; init; }

    /// <summary>Smallest number.</summary>
    public decimal? Min { get; init; }

    /// <summary>Largest number.</summary>
    public decimal? Max { get; init; }

    /// <summary>Decimal places kept; more is refused.</summary>
    public int Scale { get; init; } = 4;

    /// <summary>Counts bytes.</summary>
    public bool Bytes { get; init; }

    /// <summary>The closed list of an enum, in order.</summary>
    public IReadOnlyList<FieldOption> Options { get; init; } = [];

    /// <summary>Where a relation points.</summary>
    public RelationDefinition? Relation { get; init; }

    /// <summary>The value of a new row when the caller gives none.</summary>
    public object? Default { get; init; }

    /// <summary>The heading of the form the field stands under.</summary>
    public string? Section { get; init; }

    /// <summary>True for a field that a tenant added.</summary>
    public bool Custom { get; init; }
}

/// <summary>One value of an enum field.</summary>
/// <param name="Value">Snake case.</param>
/// <param name="Label">What people read.</param>
/// <param name="Color">A colour name of the console's palette: gray, blue, green, amber, red, violet, teal or pink.</param>
public sealed record FieldOption(string Value, string Label, string? Color = null);

/// <summary>Where a relation points and what deleting the target does.</summary>
/// <param name="Resource">Key of the target, for example <c>crm.accounts</c>.</param>
/// <param name="Include">The name under which <c>include=</c> brings the target along.</param>
/// <param name="OnDelete">What happens here when the target is deleted.</param>
public sealed record RelationDefinition(string Resource, string Include, OnDelete OnDelete);
