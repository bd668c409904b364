using Ashlar.Contract.Resources;

namespace Ashlar.Core.Access.Org;

internal enum UnitKind { Company, Branch, Department }

/// <summary>A company, branch or department. Grants can be narrowed to the members of one and of those below it.</summary>
internal sealed class Unit : Entity
{
    public UnitKind Kind { get; set; }
    public string Name { get; set; } = "";
    public string? Code { get; set; }
    public Guid? ParentId { get; set; }
}

internal sealed class UnitResource : IResource<Unit>
{
    public void Define(ResourceBuilder<Unit> resource)
    {
        resource.InControlPlane().Icon("network").Sort("name").Title(u => u.Name).Filters(u => u.Kind)
            .Columns(u => u.Name, u => u.Kind, u => u.Code, u => u.ParentId)
            .BeforeWrite<WhenAccessChanges<Unit>>().BeforeWrite<UnitsFormATree>().BeforeWrite<UnitMoveIsYoursToMake>();
        resource.Field(u => u.Name).Searchable();
        resource.Field(u => u.Code).Unique().Max(60);
        resource.Field(u => u.ParentId).Relation("org.units").Label("Part of");
        resource.Field(u => u.Kind).Default(UnitKind.Department);
    }
}
