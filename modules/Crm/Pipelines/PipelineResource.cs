using Ashlar.Contract.Resources;

namespace Ashlar.Crm.Pipelines;

internal sealed class PipelineResource : IResource<Pipeline>
{
    public void Define(ResourceBuilder<Pipeline> resource)
    {
        resource.Icon("columns-3").Sort("name").BeforeWrite<KeepsOneDefault>();

        resource.Field(p => p.Name).Unique().Searchable();
        resource.Field(p => p.IsDefault).Label("Default").Hint("New deals start here.");
        resource.Field(p => p.Description).LongText().Max(2000);
    }
}
