using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;
using Ashlar.Crm.Deals;

namespace Ashlar.Crm.Pipelines;

/// <summary>A column of a pipeline and the rules for entering it.</summary>
internal sealed class Stage : Entity
{
    public string Name { get; set; } = "";
    public Guid PipelineId { get; set; }
    public int Position { get; set; }
    public StageKind Kind { get; set; } = StageKind.Open;
    public int Probability { get; set; }
    public string[] RequiredFields { get; set; } = [];
    public int? WipLimit { get; set; }

    public Error? Check()
    {
        if (RequiredFields.FirstOrDefault(field => !DealFields.CanBeAskedFor(field)) is { } unknown)
            return CrmErrors.StageFieldUnknown.Saying($"'{unknown}' is not a field a stage can ask for. Possible are {string.Join(", ", DealFields.Names)} and custom fields as custom.name.");

        Probability = Kind switch
        {
            StageKind.Won => 100,
            StageKind.Lost => 0,
            _ => Probability,
        };
        return null;
    }
}

internal enum StageKind
{
    Open,
    Won,
    Lost,
}
