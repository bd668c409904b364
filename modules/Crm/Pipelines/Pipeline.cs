using Ashlar.Contract.Resources;

namespace Ashlar.Crm.Pipelines;

/// <summary>A way of selling: an ordered row of stages.</summary>
internal sealed class Pipeline : Entity
{
    public string Name { get; set; } = "";
    public bool IsDefault { get; set; }
    public string? Description { get; set; }
}
