using Ashlar.Contract.Resources;
using Ashlar.Core.Http;

namespace Ashlar.Core.Keys;

/// <summary>Somebody the operator registered to develop a module: he asks for that module's keys himself.</summary>
internal sealed class Developer : Entity
{
    public string Email { get; set; } = "";
    public string ModuleName { get; set; } = "";
}

internal sealed class DeveloperResource : IResource<Developer>
{
    public void Define(ResourceBuilder<Developer> resource)
    {
        resource.InControlPlane().Icon("code-xml").Sort("module_name,email").Title(d => d.Email).HardDelete().Filters(d => d.ModuleName)
            .Unique(d => d.Email, d => d.ModuleName)
            .Rule(d => KeyText.IsModuleName(d.ModuleName) ? null : CoreErrors.Validation("module_name", "Small letters, digits, hyphens and underscores, beginning with a letter."));
        resource.Field(d => d.Email).Email().Searchable().Hint("The address of an account; it need not be a member of this organisation.");
        resource.Field(d => d.ModuleName).Label("Module").Max(60).Searchable();
    }
}
