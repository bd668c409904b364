using System.Linq.Expressions;
using System.Reflection;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Modules;

namespace Ashlar.Contract.Resources;

/// <summary>States what differs from the defaults of a resource. Every settable public property of the entity is a field.</summary>
/// <typeparam name="T">The entity.</typeparam>
public sealed class ResourceBuilder<T> where T : Entity
{
    private readonly Dictionary<string, FieldBuilder<T>> _fields = new(StringComparer.Ordinal);
    private readonly List<Func<Entity, Error?>> _rules = [];
    private readonly List<Type> _beforeWrite = [];
    private readonly List<IReadOnlyList<string>> _uniqueTogether = [];
    private ResourceDefinition _definition;

    internal ResourceBuilder(string module)
    {
        var name = Shapes.Snake(typeof(T).Name);
        var plural = Shapes.Plural(name);
        foreach (var property in typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
        {
            if (property.SetMethod is not null)
                _fields[Shapes.Snake(property.Name)] = new FieldBuilder<T>(Shapes.Field(property));
        }

        _definition = new ResourceDefinition
        {
            Module = module,
            Name = name,
            Plural = plural,
            Entity = typeof(T),
            Table = $"{module}_{plural}",
            Label = Shapes.Sentence(name),
            PluralLabel = Shapes.Sentence(plural),
            TitleField = _fields.ContainsKey("name") ? "name" : _fields.Keys.FirstOrDefault() ?? "id",
            Fields = [],
            Columns = [],
        };
    }

    /// <summary>Other names than the class's own, snake case.</summary>
    public ResourceBuilder<T> Named(string name, string plural, string? label = null, string? pluralLabel = null) => Set(_definition with
    {
        Name = name,
        Plural = plural,
        Table = $"{_definition.Module}_{plural}",
        Label = label ?? Shapes.Sentence(name),
        PluralLabel = pluralLabel ?? Shapes.Sentence(plural),
    });

    /// <summary>Another table name.</summary>
    public ResourceBuilder<T> Table(string name) => Set(_definition with { Table = name });

    /// <summary>A lucide icon name.</summary>
    public ResourceBuilder<T> Icon(string icon) => Set(_definition with { Icon = icon });

    /// <summary>The field that names a row to people; <c>name</c> or the first unless stated.</summary>
    public ResourceBuilder<T> Title(Expression<Func<T, object?>> field) => Set(_definition with { TitleField = NameOf(field) });

    /// <summary>Columns a list shows first; the first six fields unless stated.</summary>
    public ResourceBuilder<T> Columns(params Expression<Func<T, object?>>[] fields) => Set(_definition with { Columns = [.. fields.Select(NameOf)] });

    /// <summary>Filters offered first.</summary>
    public ResourceBuilder<T> Filters(params Expression<Func<T, object?>>[] fields) => Set(_definition with { Filters = [.. fields.Select(NameOf)] });

    /// <summary>Default order, for example <c>-created_at,name</c>.</summary>
    public ResourceBuilder<T> Sort(string sort) => Set(_definition with { Sort = sort });

    /// <summary>Which generated operations exist.</summary>
    public ResourceBuilder<T> Operations(Operations operations) => Set(_definition with { Operations = operations });

    /// <summary>Deleting removes the row for good.</summary>
    public ResourceBuilder<T> HardDelete() => Set(_definition with { SoftDelete = false });

    /// <summary>Every row is about somebody's health: without the trait <c>phi_authorized</c> no route of the resource answers.</summary>
    public ResourceBuilder<T> Phi() => Set(_definition with { Phi = true });

    /// <summary>A kanban board; columns are the values of <paramref name="groupBy"/>.</summary>
    public ResourceBuilder<T> Board(Expression<Func<T, object?>> groupBy, Expression<Func<T, object?>>[] card, Expression<Func<T, object?>>? sum = null, Expression<Func<T, object?>>? scope = null, string? move = null) =>
        Set(_definition with { Board = new BoardDefinition(NameOf(groupBy), scope is null ? null : NameOf(scope), [.. card.Select(NameOf)], sum is null ? null : NameOf(sum), move) });

    /// <summary>Rows have a timeline, which the module's query <c>records/{resource}/{record_id}/timeline</c> answers.</summary>
    public ResourceBuilder<T> Timeline() => Set(_definition with { Timeline = true });

    /// <summary>A second route with the same verbs.</summary>
    public ResourceBuilder<T> Alias(string path, string type) => Set(_definition with { Alias = new ResourceAlias(path, type) });

    /// <summary>A usage limit of the plan, counted by living rows.</summary>
    public ResourceBuilder<T> CountsToward(string limit) => Set(_definition with { Limit = limit });

    /// <summary>A feature of the plan that must be on.</summary>
    public ResourceBuilder<T> RequiresFeature(string feature) => Set(_definition with { Feature = feature });

    /// <summary>A row rule every read and write of the generated routes obeys.</summary>
    public ResourceBuilder<T> VisibleWhen(Filter filter) => Set(_definition with { VisibleWhen = filter });

    /// <summary>The values of these fields together are unique among living rows of a tenant.</summary>
    public ResourceBuilder<T> Unique(params Expression<Func<T, object?>>[] fields)
    {
        _uniqueTogether.Add([.. fields.Select(NameOf)]);
        return this;
    }

    /// <summary>A pure rule, checked after every generated write; null means it holds.</summary>
    public ResourceBuilder<T> Rule(Func<T, Error?> rule)
    {
        _rules.Add(entity => rule((T)entity));
        return this;
    }

    /// <summary>A rule that needs the database.</summary>
    public ResourceBuilder<T> BeforeWrite<TRule>() where TRule : class, IBeforeWrite<T>
    {
        _beforeWrite.Add(typeof(TRule));
        return this;
    }

    /// <summary>Puts fields under a heading of the form.</summary>
    public ResourceBuilder<T> Section(string heading, params Expression<Func<T, object?>>[] fields)
    {
        foreach (var field in fields)
            Field(field).Section(heading);
        return this;
    }

    /// <summary>Refines a field.</summary>
    public FieldBuilder<T> Field(Expression<Func<T, object?>> field) => _fields.TryGetValue(NameOf(field), out var builder)
        ? builder
        : throw new InvalidOperationException($"{typeof(T).Name}.{NameOf(field)} is not a settable property.");

    internal ResourceBuilder<T> InControlPlane() => Set(_definition with { ControlPlane = true });

    internal ResourceBuilder<T> AcrossTenants() => Set(_definition with { ControlPlane = true, AcrossTenants = true });

    internal ResourceDefinition Build()
    {
        List<FieldDefinition> fields = [.. _fields.Values.Select(field => field.Build())];
        if (fields.FirstOrDefault(field => field.Kind == FieldKind.Relation && field.Relation is null) is { } loose)
            throw new InvalidOperationException($"{_definition.Key}.{loose.Name} is a Guid without a relation: call Relation(\"module.resource\") or File().");

        return _definition with
        {
            Fields = fields,
            Columns = _definition.Columns.Count > 0 ? _definition.Columns : [.. fields.Where(field => !field.Secret).Take(6).Select(field => field.Name)],
            Rules = _rules,
            BeforeWrite = _beforeWrite,
            UniqueTogether = _uniqueTogether,
        };
    }

    private ResourceBuilder<T> Set(ResourceDefinition definition)
    {
        _definition = definition;
        return this;
    }

    private static string NameOf(Expression<Func<T, object?>> field)
    {
        var body = field.Body is UnaryExpression { NodeType: ExpressionType.Convert } convert ? convert.Operand : field.Body;
        return body is MemberExpression member ? Shapes.Snake(member.Member.Name) : throw new InvalidOperationException($"{field} is not a property.");
    }
}
