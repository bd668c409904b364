using Ashlar.Contract.Values;
using Ashlar.Crm.Deals;
using Ashlar.Crm.Pipelines;

namespace Ashlar.Crm.Tests;

[Trait("feature", "CRM-01")]
public class DealTests
{
    [Fact]
    public void A_deal_takes_the_probability_of_its_stage_and_weighs_its_value_by_it()
    {
        var deal = Sample.OpenDeal(1000.Eur());
        Assert.Null(deal.MoveTo(Sample.Stage(probability: 60), null, Sample.Now));
        Assert.Equal((60, 600.Eur()), (deal.Probability!.Value, deal.Weighted));

        deal.Probability = 25;
        Assert.Equal(250.Eur(), deal.Weighted);

        deal.Value = 400.Eur();
        Assert.Equal(100.Eur(), deal.Weighted);

        deal.Value = null;
        Assert.Null(deal.Weighted);
    }

    [Fact]
    public void A_weighted_value_is_rounded_like_the_database_rounds()
    {
        var deal = Sample.OpenDeal(new Money(0.0005m, "EUR"));
        deal.Probability = 10;
        Assert.Equal(0.0001m, deal.Weighted!.Amount);
    }

    [Fact]
    public void A_probability_chosen_by_a_person_survives_the_start_and_not_the_next_move()
    {
        var deal = new Deal { Name = "x", Probability = 99 };
        deal.StartIn(Sample.Stage(probability: 10), Sample.Now);
        Assert.Equal(99, deal.Probability);

        deal.MoveTo(Sample.Stage(probability: 30), null, Sample.Now);
        Assert.Equal(30, deal.Probability);
    }

    [Fact]
    public void A_stage_of_another_pipeline_is_refused()
    {
        var stage = Sample.Stage();
        stage.PipelineId = Guid.CreateVersion7();
        Assert.Equal(CrmErrors.StageOfOtherPipeline, Sample.OpenDeal().MoveTo(stage, null, Sample.Now));
    }

    [Fact]
    public void A_stage_names_every_field_it_misses()
    {
        var error = Sample.OpenDeal().MoveTo(Sample.Stage(requires: ["value", "expected_close", "custom.fibre_length"]), null, Sample.Now);
        Assert.Equal(CrmErrors.StageNeedsFields.Code, error!.Code);
        Assert.Equal(["value", "expected_close", "custom.fibre_length"], error.Details.Select(detail => detail.Field));
        Assert.Contains("value, expected close, fibre length", error.Message);
    }

    [Fact]
    public void A_refused_move_changes_nothing()
    {
        var deal = Sample.OpenDeal();
        var (stage, since) = (deal.StageId, deal.StageSince);
        deal.MoveTo(Sample.Stage(requires: "value"), null, Sample.Now.AddDays(1));
        deal.MoveTo(Sample.Stage(StageKind.Lost), "  ", Sample.Now.AddDays(1));
        Assert.Equal((stage, since, DealStatus.Open), (deal.StageId, deal.StageSince, deal.Status));
    }

    [Fact]
    public void A_deal_in_the_won_stage_is_won_and_can_no_longer_move()
    {
        var deal = Sample.OpenDeal(100.Eur());
        Assert.Null(deal.MoveTo(Sample.Stage(StageKind.Won, 100), null, Sample.Now));
        Assert.Equal((DealStatus.Won, Sample.Now), (deal.Status, deal.ClosedAt!.Value));
        Assert.Equal(CrmErrors.DealIsClosed, deal.MoveTo(Sample.Stage(), null, Sample.Now));
        Assert.Equal(CrmErrors.DealIsClosed, deal.EndAs(DealStatus.Lost, "no budget", Sample.Now));
    }

    [Fact]
    public void A_deal_is_lost_only_with_a_reason()
    {
        var deal = Sample.OpenDeal();
        Assert.Equal(CrmErrors.DealNeedsReason, deal.EndAs(DealStatus.Lost, " ", Sample.Now));
        Assert.Null(deal.EndAs(DealStatus.Lost, " no budget ", Sample.Now));
        Assert.Equal(("no budget", 0), (deal.LostReason, deal.Probability!.Value));
    }

    [Fact]
    public void A_reopened_deal_forgets_how_it_ended()
    {
        var deal = Sample.OpenDeal();
        Assert.Equal(CrmErrors.DealIsOpen, deal.Reopen(Sample.Stage(), Sample.Now));
        deal.EndAs(DealStatus.Lost, "no budget", Sample.Now);
        Assert.Null(deal.Reopen(Sample.Stage(probability: 40), Sample.Now));
        Assert.Equal((DealStatus.Open, null, null, 40), (deal.Status, deal.LostReason, deal.ClosedAt, deal.Probability!.Value));
    }

    [Fact]
    public void The_value_of_a_deal_with_lines_is_their_sum()
    {
        var deal = Sample.OpenDeal(5.Eur());
        Assert.Null(deal.AddToLines(100.Eur(), null));
        Assert.Null(deal.AddToLines(50.Eur(), null));
        Assert.Equal(150.Eur(), deal.Value);
        Assert.Null(deal.AddToLines(70.Eur(), 50.Eur()));
        Assert.Equal(170.Eur(), deal.Value);

        deal.Value = 1.Eur();
        Assert.Equal(CrmErrors.ValueFollowsLines, deal.Check());
        Assert.Equal(CrmErrors.LineInOtherCurrency, deal.AddToLines(new Money(1, "USD"), null));
    }

    [Fact]
    public void A_stage_asks_only_for_fields_that_exist()
    {
        var stage = Sample.Stage(requires: ["value", "colour"]);
        Assert.Equal(CrmErrors.StageFieldUnknown.Code, stage.Check()!.Code);
        stage.RequiredFields = ["value", "custom.colour"];
        Assert.Null(stage.Check());
    }
}
