using Ashlar.Contract.Metrics;
using Ashlar.Contract.Resources;
using Ashlar.Contract.Settings;

namespace Ashlar.Contract.Modules;

/// <summary>What a module declared, collected by <see cref="ModuleBuilder"/>.</summary>
public sealed record ModuleDefinition
{
    /// <summary>The module's id, from its manifest.</summary>
    public required string Id { get; init; }

    /// <summary>Its resources.</summary>
    public required IReadOnlyList<ResourceDefinition> Resources { get; init; }

    /// <summary>Its commands.</summary>
    public required IReadOnlyList<CommandDefinition> Commands { get; init; }

    /// <summary>Its queries.</summary>
    public required IReadOnlyList<QueryDefinition> Queries { get; init; }

    /// <summary>Events it publishes.</summary>
    public required IReadOnlyList<EventDefinition> Events { get; init; }

    /// <summary>Events it reacts to.</summary>
    public required IReadOnlyList<SubscriptionDefinition> Subscriptions { get; init; }

    /// <summary>Permissions beyond those of resources and commands.</summary>
    public required IReadOnlyList<PermissionDefinition> Permissions { get; init; }

    /// <summary>Roles it offers to tenants that subscribe.</summary>
    public required IReadOnlyList<RoleDefinition> Roles { get; init; }

    /// <summary>Its settings.</summary>
    public required IReadOnlyList<SettingDefinition> Settings { get; init; }

    /// <summary>Services of its own for its handlers, one instance per operation.</summary>
    public required IReadOnlyList<Type> Services { get; init; }

    /// <summary>Its jobs.</summary>
    public IReadOnlyList<JobDefinition> Jobs { get; init; } = [];

    /// <summary>What it measures.</summary>
    public IReadOnlyList<MetricDefinition> Metrics { get; init; } = [];

    /// <summary>The assembly that holds it, with its migrations.</summary>
    public required System.Reflection.Assembly Assembly { get; init; }
}

/// <summary>A permission beyond the generated ones.</summary>
/// <param name="Code"><c>module:resource:action</c>.</param>
/// <param name="Label">What people read in the roles matrix.</param>
public sealed record PermissionDefinition(string Code, string Label);

/// <summary>A role that a module offers.</summary>
/// <param name="Code">Snake case, unique in the module.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Allow">Permission codes, wildcards per segment allowed.</param>
public sealed record RoleDefinition(string Code, string Name, IReadOnlyList<string> Allow)
{
    /// <summary>Which rows and fields of a resource the role reaches; a resource without a rule is reached whole.</summary>
    public IReadOnlyList<RoleRule> Rules { get; init; } = [];
}

/// <summary>Confines a role on one resource.</summary>
/// <param name="Resource">Key of the resource, for example <c>crm.deals</c>.</param>
/// <param name="Rows">The rows it reaches, or null for all.</param>
/// <param name="HiddenFields">Fields it never sees.</param>
public sealed record RoleRule(string Resource, Filter? Rows, IReadOnlyList<string> HiddenFields);

/// <summary>A command and where it is reached.</summary>
public sealed record CommandDefinition
{
    /// <summary>Last segment of the route, snake case; also the action of its permission.</summary>
    public required string Name { get; init; }

    /// <summary>What the button says.</summary>
    public required string Label { get; init; }

    /// <summary>Key of the resource it belongs to.</summary>
    public required string Resource { get; init; }

    /// <summary>True when it acts on one row, whose id is in the route and in the property <c>Id</c>.</summary>
    public required bool OnOne { get; init; }

    /// <summary>The record.</summary>
    public required Type Command { get; init; }

    /// <summary>What its handler answers with.</summary>
    public required Type Result { get; init; }

    /// <summary>The handler.</summary>
    public required Type Handler { get; init; }

    /// <summary>The permission; <c>module:resource:name</c> unless stated.</summary>
    public required string Permission { get; init; }

    /// <summary>Its fields, derived from the record.</summary>
    public required IReadOnlyList<FieldDefinition> Fields { get; init; }

    /// <summary>A question to ask before it runs, or null.</summary>
    public string? Confirm { get; init; }

    /// <summary>Destroys or ends something.</summary>
    public bool Danger { get; init; }

    /// <summary>Only for somebody who has proven to be the one within the last minutes.</summary>
    public bool StepUp { get; init; }

    /// <summary>Feature of the plan that must be on, or null.</summary>
    public string? Feature { get; init; }

    /// <summary>Runs under the role that sees every tenant; for commands of the core alone.</summary>
    internal bool AsSystem { get; init; }

    /// <summary>Input or answer carry a secret: what is kept for a repeated request is kept sealed.</summary>
    internal bool CarriesSecret { get; init; }
}

/// <summary>A query and where it is reached.</summary>
/// <param name="Path">Relative to <c>/api/v1/{module}/</c>; may contain <c>{parameters}</c>.</param>
/// <param name="Query">The record.</param>
/// <param name="Result">The answer.</param>
/// <param name="Handler">The handler.</param>
/// <param name="Permission">The permission.</param>
/// <param name="Feature">Feature of the plan that must be on, or null.</param>
public sealed record QueryDefinition(string Path, Type Query, Type Result, Type Handler, string Permission, string? Feature);

/// <summary>An event a module publishes.</summary>
/// <param name="Type">Past tense, <c>crm.deal_won</c>.</param>
/// <param name="Data">The record of its data.</param>
public sealed record EventDefinition(string Type, Type Data);

/// <summary>A reaction to an event.</summary>
/// <param name="Event">The event's type.</param>
/// <param name="Data">The record of the fields the reaction reads.</param>
/// <param name="Handler">The handler.</param>
/// <param name="WhenPresent">A module that must be present, or null; then a missing event is no error.</param>
public sealed record SubscriptionDefinition(string Event, Type Data, Type Handler, string? WhenPresent);

/// <summary>A job of a module.</summary>
/// <param name="Kind"><c>{module}.{name}</c>.</param>
/// <param name="Label">What people call it.</param>
/// <param name="Job">The class.</param>
/// <param name="Cron">The schedule every tenant with the module gets, or null.</param>
/// <param name="Schedulable">Whether tenants may make schedules of their own.</param>
public sealed record JobDefinition(string Kind, string Label, Type Job, string? Cron, bool Schedulable);
