using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;
using Ashlar.Contract.Values;
using Ashlar.Crm.Pipelines;

namespace Ashlar.Crm.Deals;

/// <summary>A sale in the making. Its stage says how far it is, its status whether it has ended.</summary>
internal sealed class Deal : Entity, IOwned
{
    public string Name { get; set; } = "";
    public Guid? AccountId { get; set; }
    public Guid? ContactId { get; set; }
    public Guid? PipelineId { get; set; }
    public Guid? StageId { get; set; }
    public DealStatus Status { get; private set; } = DealStatus.Open;

    public Money? Weighted { get; private set; }

    public Money? Value
    {
        get;
        set
        {
            field = value;
            Reweigh();
        }
    }

    public int? Probability
    {
        get;
        set
        {
            field = value;
            Reweigh();
        }
    }

    public DateOnly? ExpectedClose { get; set; }
    public Guid? OwnerId { get; set; }
    public string[] Tags { get; set; } = [];
    public string? Notes { get; set; }
    public string? LostReason { get; private set; }
    public Money? LinesTotal { get; private set; }
    public DateTimeOffset? StageSince { get; private set; }
    public DateTimeOffset? ClosedAt { get; private set; }

    public Error? Check() => LinesTotal is { Amount: > 0 } total && Value != total ? CrmErrors.ValueFollowsLines : null;

    /// <summary>Moves to a stage of its pipeline, by the rules of that stage. A won or lost stage ends the deal.</summary>
    public Error? MoveTo(Stage stage, string? reason, DateTimeOffset now)
    {
        if (Status != DealStatus.Open)
            return CrmErrors.DealIsClosed;

        if (stage.PipelineId != PipelineId)
            return CrmErrors.StageOfOtherPipeline;

        if (DealFields.Missing(this, stage.RequiredFields) is { Count: > 0 } missing)
            return CrmErrors.StageNeedsFields.Saying($"{stage.Name} asks for {string.Join(", ", missing.Select(DealFields.Label))} first.") with
            {
                Field = missing.Count == 1 ? missing[0] : null,
                Details = [.. missing.Select(field => new FieldError(field, $"{stage.Name} asks for it.", "required"))],
            };

        if (stage.Kind == StageKind.Lost && string.IsNullOrWhiteSpace(reason))
            return CrmErrors.DealNeedsReason;

        Enter(stage, now);
        if (stage.Kind != StageKind.Open)
            Close(stage.Kind == StageKind.Won ? DealStatus.Won : DealStatus.Lost, reason, now);
        return null;
    }

    /// <summary>Where a new deal starts; the rules of the stage are for those who move.</summary>
    public void StartIn(Stage stage, DateTimeOffset now)
    {
        PipelineId = stage.PipelineId;
        var chosen = Probability;
        Enter(stage, now);
        Probability = chosen ?? stage.Probability;
    }

    /// <summary>Ends the deal in a pipeline that has no stage for it.</summary>
    public Error? EndAs(DealStatus status, string? reason, DateTimeOffset now)
    {
        if (Status != DealStatus.Open)
            return CrmErrors.DealIsClosed;

        if (status == DealStatus.Lost && string.IsNullOrWhiteSpace(reason))
            return CrmErrors.DealNeedsReason;

        Probability = status == DealStatus.Won ? 100 : 0;
        Close(status, reason, now);
        return null;
    }

    public Error? Reopen(Stage stage, DateTimeOffset now)
    {
        if (Status == DealStatus.Open)
            return CrmErrors.DealIsOpen;

        (Status, LostReason, ClosedAt) = (DealStatus.Open, null, null);
        Enter(stage, now);
        return null;
    }

    /// <summary>The value of a deal with lines is their sum.</summary>
    public Error? AddToLines(Money? added, Money? removed)
    {
        if ((added ?? removed) is not { } change)
            return null;

        var total = LinesTotal ?? new Money(0, change.Currency);
        if ((added ?? total).Currency != total.Currency && total.Amount != 0)
            return CrmErrors.LineInOtherCurrency;

        var sum = total.Amount - (removed?.Amount ?? 0) + (added?.Amount ?? 0);
        LinesTotal = new Money(sum, change.Currency);
        Value = LinesTotal;
        return null;
    }

    private void Enter(Stage stage, DateTimeOffset now)
    {
        (StageId, Probability) = (stage.Id, stage.Probability);
        StageSince = now;
    }

    private void Close(DealStatus status, string? reason, DateTimeOffset now) =>
        (Status, LostReason, ClosedAt) = (status, status == DealStatus.Lost ? reason!.Trim() : null, now);

    // Half away from zero, as PostgreSQL rounds, so that stored and summed values agree.
    private void Reweigh() =>
        Weighted = Value is null ? null : new Money(Math.Round(Value.Amount * (Probability ?? 0) / 100, 4, MidpointRounding.AwayFromZero), Value.Currency);
}

internal enum DealStatus
{
    Open,
    Won,
    Lost,
}
