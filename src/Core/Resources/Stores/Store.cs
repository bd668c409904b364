using System.Text.RegularExpressions;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;
using Ashlar.Core.Commands;
using Ashlar.Core.Protection.Fields;
using Microsoft.EntityFrameworkCore;

namespace Ashlar.Core.Resources.Stores;

/// <summary>
/// The store of one operation. EF Core translates the queries; what changed is found by comparing entities with the rows they were
/// read from and goes through <see cref="RowChanges"/> like every other write.
/// </summary>
internal sealed partial class Store(CurrentOperation current, ResourceModels models, ModuleContexts contexts, RowChanges changes, FieldScopes scopes, FieldSeals seals, TimeProvider time) : IStore, IDisposable
{
    private readonly Dictionary<string, ModuleContext> _contexts = new(StringComparer.Ordinal);
    private readonly Dictionary<Entity, Row> _read = [];
    private readonly Dictionary<Type, HiddenFields> _hidden = [];
    private readonly List<Entity> _added = [];
    private readonly List<Entity> _removed = [];

    /// <summary>What the log calls changes made here: the running command.</summary>
    public string Action { get; set; } = "change";

    public IQueryable<T> Query<T>() where T : Entity => Rows<T>(Restrictions(typeof(T)));

    public IQueryable<T> All<T>() where T : Entity => Rows<T>(null);

    public async Task<T?> Find<T>(Guid id, CancellationToken cancel) where T : Entity =>
        _added.OfType<T>().FirstOrDefault(entity => entity.Id == id) ?? await Query<T>().SingleOrDefaultAsync(entity => entity.Id == id, cancel);

    public async Task<T?> Lock<T>(Guid id, CancellationToken cancel) where T : Entity
    {
        var model = models.Of(typeof(T));
        var locked = Context(model).Set<T>().FromSqlRaw(string.Concat("SELECT ", EntityMapping.Composable(model), " FROM ", model.Table, " WHERE tenant_id = {0} AND id = {1} FOR UPDATE"), current.Work.Scope.TenantId, id);
        // What was read before the lock may be old by now.
        foreach (var stale in _read.Keys.OfType<T>().Where(entity => entity.Id == id).ToList())
        {
            _read.Remove(stale);
            Context(model).Entry(stale).State = EntityState.Detached;
        }

        var held = await locked.ToListAsync(cancel);
        return held.Count == 1 && await Query<T>().AnyAsync(entity => entity.Id == id, cancel) ? held[0] : null;
    }

    public void Add<T>(T entity) where T : Entity => _added.Add(entity);

    public void Remove<T>(T entity) where T : Entity
    {
        if (!_added.Remove(entity))
            _removed.Add(entity);
    }

    /// <summary>Adds everything that changed to the operation's commit, in the order rows may depend on each other.</summary>
    public async Task<Error?> Stage(CancellationToken cancel)
    {
        foreach (var entity in _added)
        {
            var model = models.Of(entity.GetType());
            if (await Stage(model, entity, WriteKind.Create, null, cancel) is { } error)
                return error;
        }

        foreach (var (entity, before) in _read.Where(pair => !_removed.Contains(pair.Key)).ToList())
        {
            var model = models.Of(entity.GetType());
            if (await Stage(model, entity, WriteKind.Update, before, cancel) is { } error)
                return error;
        }

        foreach (var entity in _removed)
        {
            var model = models.Of(entity.GetType());
            if (await Stage(model, entity, WriteKind.Delete, _read[entity], cancel) is { } error)
                return error;
        }

        return null;
    }

    public void Dispose()
    {
        foreach (var context in _contexts.Values)
            context.Dispose();
    }

    private async Task<Error?> Stage(ResourceModel model, Entity entity, WriteKind kind, Row? before, CancellationToken cancel)
    {
        var after = model.ToRow(entity);
        if (kind == WriteKind.Update && RowSql.Update(model, before!, after, await seals.Of(model, current.Work.Scope.TenantId, cancel)) is null)
            return null;
        var scope = await scopes.Of(model, current.Work.Caller, cancel);
        if (kind == WriteKind.Create && WriteInput.Missing(after, new FieldScope(model, scope.Hidden, [])) is { } missing)
            return missing;
        if (await changes.Stage(current.Operation!, model, kind, before, after, Action, cancel, generated: false) is { } error)
            return error;

        // The handler's answer shows the row as it will be stored.
        (entity.TenantId, entity.ClientId, entity.Version, entity.DeletedAt) = (after.TenantId, after.ClientId, after.Version, after.DeletedAt);
        (entity.CreatedAt, entity.CreatedBy, entity.UpdatedAt, entity.UpdatedBy) = (after.CreatedAt, after.CreatedBy, after.UpdatedAt, after.UpdatedBy);
        return null;
    }

    private IQueryable<T> Rows<T>(Filter? restriction) where T : Entity
    {
        var rows = Allowed<T>(restriction);
        return Answers && HiddenFrom(typeof(T)) is { Any: true } hidden ? rows.TagWith(hidden.Mark) : rows;
    }

    private IQueryable<T> Allowed<T>(Filter? restriction) where T : Entity
    {
        var model = models.Of(typeof(T));
        var set = Context(model).Set<T>();
        if (restriction is null)
            return set;

        var caller = current.Work.Caller;
        var query = RowQuery.Start(new FieldScope(model, Access.ResourceRule.None, []), caller, time, Deleted.Without);
        if (!query.Succeeded)
            throw new InvalidOperationException($"The row rule on {model.Key} cannot be read: {query.Error.Message}");
        var command = query.Value.Select(EntityMapping.Composable(model));
        return set.FromSqlRaw(Numbered(command.CommandText), [.. command.Parameters.Cast<object>().Select((parameter, index) => Named((Npgsql.NpgsqlParameter)parameter, index))]);
    }

    /// <summary>Fills in what is encrypted, as far as the caller may read it, and remembers the row as it was read.</summary>
    private void Opened(Entity entity, Func<string, byte[]?> stored)
    {
        var model = models.Of(entity.GetType());
        if (model.HasSealed)
        {
            var seal = seals.At(model, current.Work.Scope.TenantId);
            foreach (var column in model.Columns.Where(column => column.IsSealed && (current.Work.Caller.Permissions.PhiAuthorized || !model.Phi.Contains(column.Name))))
            {
                if (stored(EntityMapping.Sealed(column)) is not { } bytes || seal.Open(column, entity.Id, bytes) is not { } plain)
                    continue;
                column.Set!(entity, column.Type.ToProperty(FieldSeal.Value(column, plain), column.Field.Property!.PropertyType));
                if (model.Phi.Contains(column.Name))
                    current.Operation!.Phi.Saw(model.Key, entity.Id, column.Name);
            }
        }

        if (Answers)
            HiddenFrom(entity.GetType()).Blank(entity);
        _read[entity] = model.ToRow(entity);
    }

    private bool Answers => current.Operation!.Answers;

    private HiddenFields HiddenFrom(Type entity)
    {
        if (!_hidden.TryGetValue(entity, out var hidden))
            _hidden[entity] = hidden = new HiddenFields(models.Of(entity), FieldScopes.Hidden(models.Of(entity), current.Work.Caller));
        return hidden;
    }

    private Filter? Restrictions(Type entity)
    {
        var model = models.Of(entity);
        return current.Work.Caller.Permissions.RowRule(model.Key) ?? model.Definition.VisibleWhen;
    }

    /// <summary>EF Core composes over named parameters; the engine's own queries number them.</summary>
    private static string Numbered(string sql) => Number().Replace(sql.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal), "@rule$1");

    [GeneratedRegex(@"\$(\d+)", RegexOptions.NonBacktracking)]
    private static partial Regex Number();

    private static Npgsql.NpgsqlParameter Named(Npgsql.NpgsqlParameter parameter, int index)
    {
        var named = parameter.Clone();
        named.ParameterName = $"rule{index + 1}";
        return named;
    }

    private ModuleContext Context(ResourceModel model)
    {
        if (!_contexts.TryGetValue(model.Definition.Module, out var context))
            _contexts[model.Definition.Module] = context = contexts.Open(model.Definition.Module, current.Work.Begun, current.Work.Scope, Opened, Answers ? HiddenFrom : null);

        return context;
    }
}
