using System.Reflection;
using Ashlar.Contract.Commands;
using Ashlar.Contract.Events;
using Ashlar.Contract.Jobs;
using Ashlar.Contract.Metrics;
using Ashlar.Contract.Resources;
using Ashlar.Contract.Settings;

namespace Ashlar.Contract.Modules;

/// <summary>Collects what a module declares. Mistakes that can be seen here throw at start and name the module.</summary>
/// <param name="id">The module's id.</param>
/// <param name="assembly">The module's assembly.</param>
public sealed class ModuleBuilder(string id, Assembly assembly)
{
    private readonly List<ResourceDefinition> _resources = [];
    private readonly List<CommandDefinition> _commands = [];
    private readonly List<QueryDefinition> _queries = [];
    private readonly List<EventDefinition> _events = [];
    private readonly List<SubscriptionDefinition> _subscriptions = [];
    private readonly List<PermissionDefinition> _permissions = [];
    private readonly List<RoleDefinition> _roles = [];
    private readonly List<SettingDefinition> _settings = [];
    private readonly List<Type> _services = [];
    private readonly List<JobDefinition> _jobs = [];
    private readonly List<MetricDefinition> _metrics = [];

    /// <summary>The module's id.</summary>
    public string Id => id;

    /// <summary>Declares a resource.</summary>
    public ModuleBuilder Resource<TEntity, TResource>()
        where TEntity : Entity
        where TResource : IResource<TEntity>, new()
    {
        var builder = new ResourceBuilder<TEntity>(id);
        new TResource().Define(builder);
        _resources.Add(builder.Build());
        return this;
    }

    /// <summary>Declares a command on a resource of this module. A record with a property <c>Guid Id</c> acts on one row.</summary>
    public ModuleBuilder Command<TCommand, THandler>(string resource, Action<CommandBuilder<TCommand>>? configure = null)
        where THandler : class
    {
        var builder = new CommandBuilder<TCommand>(id, resource, typeof(THandler));
        configure?.Invoke(builder);
        _commands.Add(builder.Build());
        return this;
    }

    /// <summary>Declares a query at <c>GET /api/v1/{module}/{path}</c>.</summary>
    public ModuleBuilder Query<TQuery, THandler>(string path, string permission, string? feature = null)
        where THandler : class
    {
        var answer = Shapes.GenericArgument(typeof(TQuery), typeof(IQuery<>), 0);
        _queries.Add(new QueryDefinition(path, typeof(TQuery), answer, typeof(THandler), permission, feature));
        return this;
    }

    /// <summary>Declares an event this module publishes; the type is <c>{module}.{snake_case_of_record}</c>.</summary>
    public ModuleBuilder Event<TEvent>()
    {
        _events.Add(new EventDefinition($"{id}.{Shapes.Snake(typeof(TEvent).Name)}", typeof(TEvent)));
        return this;
    }

    /// <summary>Reacts to an event, of this or another module. The record declares the fields read; they are checked at start.</summary>
    public ModuleBuilder On<TEvent, THandler>(string type, string? whenPresent = null)
        where THandler : class, IEventHandler<TEvent>
    {
        _subscriptions.Add(new SubscriptionDefinition(type, typeof(TEvent), typeof(THandler), whenPresent));
        return this;
    }

    /// <summary>Declares a permission that no resource or command brings by itself.</summary>
    public ModuleBuilder Permission(string code, string label)
    {
        _permissions.Add(new PermissionDefinition(code, label));
        return this;
    }

    /// <summary>Offers a role.</summary>
    public ModuleBuilder Role(string code, string name, params IReadOnlyList<string> allow)
    {
        _roles.Add(new RoleDefinition(code, name, allow));
        return this;
    }

    /// <summary>Confines a role offered before to some rows of a resource, and hides fields of it.</summary>
    public ModuleBuilder RoleRule(string role, string resource, Filter? rows, params IReadOnlyList<string> hiddenFields)
    {
        var index = _roles.FindIndex(offered => offered.Code == role);
        if (index < 0)
            throw new InvalidOperationException($"Module {id} has no role '{role}' to confine.");

        _roles[index] = _roles[index] with { Rules = [.. _roles[index].Rules, new RoleRule(resource, rows, hiddenFields)] };
        return this;
    }

    /// <summary>Declares a setting.</summary>
    public ModuleBuilder Setting(SettingDefinition setting)
    {
        _settings.Add(setting);
        return this;
    }

    /// <summary>Registers a class of this module for its handlers' constructors; one instance per operation.</summary>
    public ModuleBuilder Service<TService>() where TService : class
    {
        _services.Add(typeof(TService));
        return this;
    }

    /// <summary>Declares a job; its kind is <c>{module}.{name}</c>.</summary>
    /// <param name="name">Snake case, unique in the module.</param>
    /// <param name="label">What people call it.</param>
    /// <param name="cron">Five crontab fields in the tenant's time zone: every tenant with the module gets this schedule and may change it. Null for none.</param>
    /// <param name="schedulable">Whether tenants may make schedules of their own for it.</param>
    public ModuleBuilder Job<TJob>(string name, string label, string? cron = null, bool schedulable = false)
        where TJob : class, IJob
    {
        if (name != Shapes.Snake(name))
            throw new InvalidOperationException($"Module {id}: the job '{name}' must be named in snake case.");
        if (_jobs.Exists(job => job.Kind == $"{id}.{name}"))
            throw new InvalidOperationException($"Module {id} declares the job '{name}' twice.");

        _jobs.Add(new JobDefinition($"{id}.{name}", label, typeof(TJob), cron, schedulable));
        return this;
    }

    /// <summary>Declares something to measure; handlers note it through <see cref="IMetrics"/>.</summary>
    public ModuleBuilder Metric(MetricDefinition metric)
    {
        if (MetricRules.Fault(metric) is { } fault)
            throw new InvalidOperationException($"Module {id}: {fault}.");
        if (_metrics.Exists(known => known.Name == metric.Name))
            throw new InvalidOperationException($"Module {id} declares the metric '{metric.Name}' twice.");

        _metrics.Add(metric);
        return this;
    }

    /// <summary>What was collected.</summary>
    public ModuleDefinition Build() => new()
    {
        Id = id,
        Assembly = assembly,
        Resources = _resources,
        Commands = _commands,
        Queries = _queries,
        Events = _events,
        Subscriptions = _subscriptions,
        Permissions = _permissions,
        Roles = _roles,
        Settings = _settings,
        Services = _services,
        Jobs = _jobs,
        Metrics = _metrics,
    };
}
