using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;
using Ashlar.Core.Commands;

namespace Ashlar.Core.Tenancy.Flags;

/// <summary>Switches something on for some: by environment, organisation, person, or a share of all.</summary>
internal sealed class Flag : Entity
{
    public string Key { get; set; } = "";
    public string? Description { get; set; }
    public bool Enabled { get; set; }
    public string[] Environments { get; set; } = [];
    public string[] Tenants { get; set; } = [];
    public string[] Users { get; set; } = [];
    public int RolloutPercent { get; set; } = 100;
}

internal sealed class FlagResource : IResource<Flag>
{
    public void Define(ResourceBuilder<Flag> resource)
    {
        resource.InControlPlane().Icon("flag").Sort("key").Title(f => f.Key)
            .Columns(f => f.Key, f => f.Enabled, f => f.Environments, f => f.Tenants, f => f.RolloutPercent)
            .BeforeWrite<WhenFlagsChange>();
        resource.Field(f => f.Key).Unique().Searchable().Max(80).Hint("Used in code; snake case.");
        resource.Field(f => f.Description).LongText();
        resource.Field(f => f.Environments).Hint("Such as production; empty for all.");
        resource.Field(f => f.Tenants).Hint("Codes of organisations; empty for all.").Max(500);
        resource.Field(f => f.Users).Hint("E-mail addresses or ids of people who always have it.").Max(500);
        resource.Field(f => f.RolloutPercent).Range(0, 100).Default(100).Hint("The share of people, always the same ones.");
    }
}

internal sealed class WhenFlagsChange(CurrentOperation current) : IBeforeWrite<Flag>
{
    public Task<Error?> BeforeWrite(Write<Flag> write, CancellationToken cancel)
    {
        current.Work.Invalidate("flags", write.After.Id.ToString());
        return Task.FromResult<Error?>(null);
    }
}
