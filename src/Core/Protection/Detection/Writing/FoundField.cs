using Ashlar.Contract.Resources;

namespace Ashlar.Core.Protection.Detection.Writing;

/// <summary>A field of a row that holds health information without being classified for it: what kinds and why, never the text.</summary>
internal sealed class FoundField : Entity
{
    public string Resource { get; private set; } = "";
    public string RowId { get; private set; } = "";
    public string Field { get; private set; } = "";
    public string[] Kinds { get; private set; } = [];
    public string Reasons { get; private set; } = "";
}

internal sealed class FoundFieldResource : IResource<FoundField>
{
    public const string Key = "phi.findings";

    public void Define(ResourceBuilder<FoundField> resource)
    {
        resource.Named("finding", "findings", "Finding", "Health information found").Icon("shield-check").Table("phi_findings").Title(found => found.Field).Sort("-created_at").Operations(Operations.Read)
            .Columns(found => found.Resource, found => found.RowId, found => found.Field, found => found.Kinds, found => found.Reasons)
            .Filters(found => found.Resource, found => found.RowId, found => found.Field);
        resource.Field(found => found.Resource).Searchable();
        resource.Field(found => found.RowId).Label("Row");
        resource.Field(found => found.Field).Searchable();
        resource.Field(found => found.Reasons).LongText();
    }
}
