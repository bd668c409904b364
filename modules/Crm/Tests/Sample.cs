using Ashlar.Contract.Values;
using Ashlar.Crm.Deals;
using Ashlar.Crm.Leads;
using Ashlar.Crm.Pipelines;

namespace Ashlar.Crm.Tests;

/// <summary>Things to test with, named by what matters about them.</summary>
internal static class Sample
{
    public static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    public static readonly Guid Pipeline = new("00000000-0000-7000-8000-000000000001");

    public static Money Eur(this int amount) => new(amount, "EUR");

    public static Stage Stage(StageKind kind = StageKind.Open, int probability = 50, params string[] requires) =>
        new() { Name = kind.ToString(), PipelineId = Pipeline, Kind = kind, Probability = probability, RequiredFields = requires };

    public static Deal OpenDeal(Money? value = null)
    {
        var deal = new Deal { Name = "Fibre for the head office", Value = value };
        deal.StartIn(Stage(probability: 10), Now);
        return deal;
    }

    public static Lead Lead(string name = "Maria Anders") => new() { Name = name, Company = "Alfreds Futterkiste", Email = "maria@alfreds.example" };
}
