using Ashlar.Contract.Errors;

namespace Ashlar.Contract.Resources;

/// <summary>Everything the platform knows about a resource. Built once at start from <see cref="IResource{T}"/>.</summary>
public sealed record ResourceDefinition
{
    /// <summary>The module that owns it.</summary>
    public required string Module { get; init; }

    /// <summary>Singular, snake case.</summary>
    public required string Name { get; init; }

    /// <summary>Plural, snake case; the last segment of the route.</summary>
    public required string Plural { get; init; }

    /// <summary>The class of its rows.</summary>
    public required Type Entity { get; init; }

    /// <summary>Unqualified table name, prefixed with the module.</summary>
    public required string Table { get; init; }

    /// <summary>What people call one.</summary>
    public required string Label { get; init; }

    /// <summary>What people call many.</summary>
    public required string PluralLabel { get; init; }

    /// <summary>A lucide icon name.</summary>
    public string Icon { get; init; } = "box";

    /// <summary>The field that names a row to people.</summary>
    public required string TitleField { get; init; }

    /// <summary>All fields in declaration order, without the ones every row has.</summary>
    public required IReadOnlyList<FieldDefinition> Fields { get; init; }

    /// <summary>Columns a list shows first.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>Filters offered first.</summary>
    public IReadOnlyList<string> Filters { get; init; } = [];

    /// <summary>Default order, for example <c>-created_at</c>.</summary>
    public string Sort { get; init; } = "-created_at";

    /// <summary>Generated operations that exist.</summary>
    public Operations Operations { get; init; } = Operations.All;

    /// <summary>Deleting keeps the row for restore until it is purged.</summary>
    public bool SoftDelete { get; init; } = true;

    /// <summary>Every row is about somebody's health: without the trait <c>phi_authorized</c> no route of the resource answers.</summary>
    public bool Phi { get; init; }

    /// <summary>Rows live beside the tenants themselves and not in the tenant's placement; for resources of the core.</summary>
    public bool ControlPlane { get; init; }

    /// <summary>Rows of all tenants, shown to the operator as rows of its own tenant; read and written under the system role.</summary>
    public bool AcrossTenants { get; internal init; }

    /// <summary>Sets of fields whose values together are unique per tenant.</summary>
    public IReadOnlyList<IReadOnlyList<string>> UniqueTogether { get; init; } = [];

    /// <summary>Pure rules of an entity, checked after every generated write, in order.</summary>
    public IReadOnlyList<Func<Entity, Error?>> Rules { get; init; } = [];

    /// <summary>Types implementing <see cref="IBeforeWrite{T}"/>, run inside the transaction of a generated write.</summary>
    public IReadOnlyList<Type> BeforeWrite { get; init; } = [];

    /// <summary>A built-in row rule that every read obeys, whatever the caller's roles say.</summary>
    public Filter? VisibleWhen { get; init; }

    /// <summary>A kanban board the console may offer.</summary>
    public BoardDefinition? Board { get; init; }

    /// <summary>The module answers <c>records/{resource}/{record_id}/timeline</c> for its rows.</summary>
    public bool Timeline { get; init; }

    /// <summary>A second route with the same verbs, for example <c>/api/v1/customers</c>.</summary>
    public ResourceAlias? Alias { get; init; }

    /// <summary>Usage limit of the plan counted by living rows, for example <c>accounts</c>.</summary>
    public string? Limit { get; init; }

    /// <summary>Feature of the plan that must be on, or null.</summary>
    public string? Feature { get; init; }

    /// <summary><c>crm.accounts</c>.</summary>
    public string Key => $"{Module}.{Plural}";

    /// <summary><c>crm.account</c>.</summary>
    public string Type => $"{Module}.{Name}";

    /// <summary><c>/api/v1/crm/accounts</c>.</summary>
    public string Path => $"/api/v1/{Module}/{Plural}";

    /// <summary>The permission code of an action, for example <c>crm:accounts:read</c>.</summary>
    public string Permission(string action) => $"{Module}:{Plural}:{action}";
}

/// <summary>The generated operations of a resource.</summary>
[Flags]
public enum Operations
{
    /// <summary>List, get, aggregate, export.</summary>
    Read = 1,
    /// <summary>Create one.</summary>
    Create = 2,
    /// <summary>Replace and patch.</summary>
    Update = 4,
    /// <summary>Delete and restore.</summary>
    Delete = 8,
    /// <summary>Import from a file.</summary>
    Import = 16,
    /// <summary>Every operation.</summary>
    All = Read | Create | Update | Delete | Import,
}

/// <summary>How a resource is shown as a board.</summary>
/// <param name="GroupBy">The relation or enum whose values are the columns.</param>
/// <param name="Scope">A relation that columns and cards share, or null.</param>
/// <param name="Card">Fields on a card.</param>
/// <param name="Sum">A money or number field summed per column, or null.</param>
/// <param name="MoveCommand">The command that moves a card, or null to patch <paramref name="GroupBy"/>.</param>
public sealed record BoardDefinition(string GroupBy, string? Scope, IReadOnlyList<string> Card, string? Sum, string? MoveCommand);

/// <summary>A second route of a resource.</summary>
/// <param name="Path">Absolute path.</param>
/// <param name="Type">The <c>type</c> its bodies carry.</param>
public sealed record ResourceAlias(string Path, string Type);
