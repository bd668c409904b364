using System.Data.Common;
using Ashlar.Contract.Resources;
using Ashlar.Core.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Npgsql;

namespace Ashlar.Core.Resources.Stores;

/// <summary>EF Core over the resources of one module. Tenant, client and soft delete are filters that nothing outside can lift.</summary>
internal sealed class ModuleContext(DbContextOptions<ModuleContext> options, string module, IReadOnlyList<ResourceModel> resources, TenantScope scope) : DbContext(options)
{
    public string Module => module;

    // Read by the query filters through the context, so that one compiled model serves every tenant.
    public Guid Tenant => scope.TenantId;

    public Guid? Client => scope.ClientId;

    /// <summary>Told about every entity read, so that it can tell later what changed.</summary>
    public Action<Entity, Func<string, byte[]?>>? Read { get; init; }

    /// <summary>By entity what is hidden from the caller; null when what is read goes into no answer.</summary>
    public Func<Type, HiddenFields>? Hidden { get; init; }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        foreach (var resource in resources)
            EntityMapping.Map(modelBuilder, resource, this);
    }
}

/// <summary>Opens contexts; the EF model of a module is built when first needed.</summary>
internal sealed class ModuleContexts(ResourceModels models)
{
    private static readonly DbContextOptions<ModuleContext> _options = new DbContextOptionsBuilder<ModuleContext>()
        .UseNpgsql()
        .ReplaceService<IModelCacheKeyFactory, ModelPerModule>()
        .AddInterceptors(new ReadInterceptor(), new HiddenFieldCheck(), new FailureNotes())
        .Options;

    private readonly ILookup<string, ResourceDefinition> _definitions = models.Definitions.ToLookup(definition => definition.Module, StringComparer.Ordinal);

    public ModuleContext Open(string module, NpgsqlConnection connection, TenantScope scope, Action<Entity, Func<string, byte[]?>>? read, Func<Type, HiddenFields>? hidden = null)
    {
        var context = new ModuleContext(_options, module, [.. _definitions[module].Select(definition => models[definition.Key])], scope) { Read = read, Hidden = hidden };
        context.Database.SetDbConnection(connection);
        context.ChangeTracker.AutoDetectChangesEnabled = false;
        context.Database.AutoTransactionBehavior = AutoTransactionBehavior.Never;
        return context;
    }

    private sealed class ModelPerModule : IModelCacheKeyFactory
    {
        public object Create(DbContext context, bool designTime) => (((ModuleContext)context).Module, designTime);
    }

    /// <summary>EF Core runs its own commands; what fails there is noted as everywhere.</summary>
    private sealed class FailureNotes : DbCommandInterceptor
    {
        public override void CommandFailed(DbCommand command, CommandErrorEventData eventData) => Note(command, eventData.Exception);

        public override Task CommandFailedAsync(DbCommand command, CommandErrorEventData eventData, CancellationToken cancellationToken = default)
        {
            Note(command, eventData.Exception);
            return Task.CompletedTask;
        }

        private static void Note(DbCommand command, Exception failure)
        {
            if (failure is PostgresException && command.Connection is NpgsqlConnection connection)
                connection.Note();
        }
    }

    private sealed class ReadInterceptor : IMaterializationInterceptor
    {
        public object InitializedInstance(MaterializationInterceptionData materializationData, object entity)
        {
            if (entity is Entity row)
                ((ModuleContext)materializationData.Context).Read?.Invoke(row, name => materializationData.GetPropertyValue<byte[]?>(name));
            return entity;
        }
    }
}
