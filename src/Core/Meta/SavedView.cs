using System.Text.Json;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;
using Ashlar.Core.Commands;
using Ashlar.Core.Http;
using Ashlar.Core.Resources;

namespace Ashlar.Core.Meta;

internal enum ViewScope { Personal, Role, Everyone }

/// <summary>A named way to look at a list: columns, filter, order, layout.</summary>
internal sealed class SavedView : Entity
{
    public required string Resource { get; set; }
    public required string Name { get; set; }
    public ViewScope Scope { get; set; }
    public Guid? RoleId { get; set; }
    public JsonElement Definition { get; set; }
    public bool Locked { get; set; }
    public bool IsDefault { get; set; }
    public bool Favourite { get; set; }
    public long Position { get; set; }
}

internal sealed class SavedViewResource : IResource<SavedView>
{
    public void Define(ResourceBuilder<SavedView> resource)
    {
        resource.Named("view", "views", "View", "Views").InControlPlane().Icon("layout-list").HardDelete().Sort("position,created_at")
            .BeforeWrite<SavedViewRules>()
            .VisibleWhen(Filter.Any(
                Filter.Where("created_by", "eq", "$me"),
                Filter.Where("scope", "eq", "everyone"),
                Filter.All(Filter.Where("scope", "eq", "role"), Filter.Where("role_id", "in", "$roles"))));
        resource.Field(view => view.RoleId).Relation("rbac.roles", OnDelete.Cascade);
        resource.Field(view => view.Position).Default(0L);
        resource.Field(view => view.Name).Max(80);
    }
}

/// <summary>Sharing needs the permission to share; a view belongs to whoever made it, and a locked one is changed by nobody else.</summary>
internal sealed class SavedViewRules(CurrentOperation current, ResourceModels models) : IBeforeWrite<SavedView>
{
    public const string Share = "meta:views:share";

    private static readonly Error _locked = new("view_locked", ErrorKind.Conflict, "This view is locked by whoever made it. Save it under another name.");

    public Task<Error?> BeforeWrite(Write<SavedView> write, CancellationToken cancel)
    {
        var caller = current.Work.Caller;
        var view = write.After;
        Error? error = null;
        if (models.Find(view.Resource) is null)
            error = CoreErrors.Validation("resource", $"There is no resource {view.Resource}.", "unknown_resource");
        else if (view.Scope == ViewScope.Role && view.RoleId is null)
            error = CoreErrors.Validation("role_id", "Name the role this view is for.", "required");
        else if (view.Definition.ValueKind != JsonValueKind.Object)
            error = CoreErrors.Validation("definition", "A view is an object of columns, filter and sort.");
        else if ((view.Scope != ViewScope.Personal || (write.Before ?? view).Scope != ViewScope.Personal) && !caller.Can(Share))
            error = CoreErrors.PermissionDenied(Share);
        else if (write.Before is { Locked: true } locked && locked.CreatedBy != caller.UserId)
            error = _locked;
        else if (models.Find(view.Resource) is { HasSealed: true } model && view.Definition.TryGetProperty("filter", out var filter) && model.Columns.FirstOrDefault(column => column.IsSealed && Names(filter, column.Name)) is { } hidden)
            error = CoreErrors.Validation("definition", $"{hidden.Field.Label} is stored encrypted; a view would keep what it is compared with in the open.");
        return Task.FromResult(error);
    }

    private static bool Names(JsonElement json, string field) => json.ValueKind switch
    {
        JsonValueKind.Object => json.EnumerateObject().Any(property => property.Name == field || Names(property.Value, field)),
        JsonValueKind.Array => json.EnumerateArray().Any(item => Names(item, field)),
        JsonValueKind.String => json.ValueEquals(field),
        _ => false,
    };
}
