using Ashlar.Contract.Modules;
using Ashlar.Contract.Resources;
using Ashlar.Core.Access;
using Ashlar.Core.Audit;
using Ashlar.Core.Commands;
using Ashlar.Core.Http.OpenApi;
using Ashlar.Core.Resources.Verbs;

namespace Ashlar.Core.Resources;

/// <summary>The routes of every resource, command and query, from their definitions.</summary>
internal static class ResourceEndpoints
{
    public static void MapResources(this IEndpointRouteBuilder routes)
    {
        var services = routes.ServiceProvider;
        var models = services.GetRequiredService<ResourceModels>();
        foreach (var definition in models.Definitions)
        {
            MapResource(routes, models, definition, definition.Path, definition.Type);
            if (definition.Alias is { } alias)
                MapResource(routes, models, definition, alias.Path, alias.Type);
        }

        foreach (var module in services.GetRequiredService<IReadOnlyList<ModuleDefinition>>())
            MapModule(routes, models, module);
        routes.MapGet("/api/v1/meta/resources", context => services.GetRequiredService<GetSchema>().All(context)).SignedIn(keys: true).Describes(OwnDocs.Definitions);
        routes.MapGet("/api/v1/search", context => services.GetRequiredService<SearchAll>().Handle(context)).SignedIn(keys: true).Describes(OwnDocs.Search);
    }

    private static void MapResource(IEndpointRouteBuilder routes, ResourceModels models, ResourceDefinition definition, string path, string type)
    {
        var services = routes.ServiceProvider;
        var operations = definition.Operations;
        var model = models[definition.Key];
        IEndpointConventionBuilder Route(string method, string pattern, string action, string name, Func<HttpContext, ResourceModel, Task> handle) => routes
            .MapMethods(path + pattern, [method], context => handle(context, model))
            .Requires(definition.Permission(action), definition.Feature)
            .WithMetadata(new ResourceRoute(definition, name, path, type))
            .WithName($"{type}.{name}");

        Route("GET", "", "read", "list", (context, model) => services.GetRequiredService<ListRows>().Handle(context, model, type));
        Route("GET", "/{id}", "read", "get", (context, model) => services.GetRequiredService<GetRow>().Handle(context, model, type));
        Route("GET", "/aggregate", "read", "aggregate", services.GetRequiredService<AggregateRows>().Handle);
        Route("GET", "/schema", "read", "schema", services.GetRequiredService<GetSchema>().One);
        Route("GET", "/{id}/revisions", "read", "revisions", services.GetRequiredService<RowHistory>().List);
        if (operations.HasFlag(Operations.Create))
            Route("POST", "", "create", "create", (context, model) => services.GetRequiredService<CreateRow>().Handle(context, model, type, path));
        if (operations.HasFlag(Operations.Update))
        {
            Route("PUT", "/{id}", "update", "replace", (context, model) => services.GetRequiredService<UpdateRow>().Handle(context, model, type, replace: true));
            Route("PATCH", "/{id}", "update", "update", (context, model) => services.GetRequiredService<UpdateRow>().Handle(context, model, type, replace: false));
            Route("POST", "/{id}/revert", "update", "revert", (context, model) => services.GetRequiredService<RevertRow>().Handle(context, model, type));
        }

        if (operations.HasFlag(Operations.Delete))
        {
            Route("DELETE", "/{id}", "delete", "delete", services.GetRequiredService<DeleteRow>().Handle);
            if (definition.SoftDelete)
                Route("POST", "/{id}/restore", "delete", "restore", (context, model) => services.GetRequiredService<RestoreRow>().Handle(context, model, type));
        }

        if (operations.HasFlag(Operations.Update) || operations.HasFlag(Operations.Delete))
            Route("POST", "/bulk", "read", "bulk", services.GetRequiredService<BulkRows>().Handle);
        if (operations.HasFlag(Operations.Import | Operations.Create))
        {
            Route("POST", "/import/preview", "import", "import_preview", services.GetRequiredService<PreviewImport>().Handle).LeavesNoEntry("It reads the file, shows what it would become and keeps nothing.");
            Route("POST", "/import", "import", "import", services.GetRequiredService<ImportRows>().Handle);
        }

        Route("GET", "/export", "export", "export", services.GetRequiredService<ExportRows>().Handle);
    }

    private static void MapModule(IEndpointRouteBuilder routes, ResourceModels models, ModuleDefinition module)
    {
        var services = routes.ServiceProvider;
        foreach (var command in module.Commands)
        {
            var resource = models[command.Resource].Definition;
            var route = routes.MapPost($"{resource.Path}{(command.OnOne ? "/{id}" : "")}/{command.Name}", context => services.GetRequiredService<RunCommand>().Handle(context, command))
                .Requires(command.Permission, command.Feature ?? resource.Feature)
                .WithMetadata(new CommandRoute(resource, command))
                .WithName($"{resource.Type}.{command.Name}");
            if (command.StepUp)
                route.StepUp();
        }

        foreach (var query in module.Queries)
        {
            var fields = Shapes.FieldsOfRecord(query.Query).ToList();
            routes.MapGet($"/api/v1/{module.Id}/{query.Path}", context => services.GetRequiredService<RunQuery>().Handle(context, module.Id, query, fields))
                .Requires(query.Permission, query.Feature)
                .WithMetadata(new QueryRoute(module.Id, query, fields))
                .WithName($"{module.Id}.{query.Path}");
        }
    }
}

/// <summary>What the API document needs to know of a generated route.</summary>
internal sealed record ResourceRoute(ResourceDefinition Resource, string Verb, string Path, string Type);

/// <summary>The same of a command's route.</summary>
internal sealed record CommandRoute(ResourceDefinition Resource, CommandDefinition Command);

/// <summary>The same of a query's route.</summary>
internal sealed record QueryRoute(string Module, QueryDefinition Query, IReadOnlyList<FieldDefinition> Fields);
