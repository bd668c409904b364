using Ashlar.Contract.Modules;
using Ashlar.Contract.Resources;
using Ashlar.Core.Modules;
using Ashlar.Core.Resources.Verbs;

namespace Ashlar.Core.Resources;

internal static class ResourcesRegistration
{
    public static IServiceCollection AddResources(this IServiceCollection services) => services
        .AddSingleton<IReadOnlyList<ModuleDefinition>>(provider => [.. provider.GetRequiredService<ModuleRegistry>().Modules.Select(module => module.Definition)])
        .AddSingleton(provider => new ResourceModels(provider.GetRequiredService<IReadOnlyList<ModuleDefinition>>()))
        .AddSingleton<CustomFields>()
        .AddSingleton<FieldScopes>()
        .AddSingleton<DefinitionJson>()
        .AddSingleton<Inclusions>()
        .AddSingleton<ModuleContexts>()
        .AddSingleton<RowLoader>()
        .AddSingleton<RowChecks>()
        .AddSingleton<RowChanges>()
        .AddSingleton<Purge>()
        .AddSingleton<WriteRequest>()
        .AddSingleton<ReadCheck>()
        .AddSingleton<GetRow>()
        .AddSingleton<ListRows>()
        .AddSingleton<AggregateRows>()
        .AddSingleton<GetSchema>()
        .AddSingleton<SearchAll>()
        .AddSingleton<RowHistory>()
        .AddSingleton<CreateRow>()
        .AddSingleton<UpdateRow>()
        .AddSingleton<DeleteRow>()
        .AddSingleton<RestoreRow>()
        .AddSingleton<RevertRow>()
        .AddScoped<Store>()
        .AddScoped<IStore>(provider => provider.GetRequiredService<Store>());
}
