namespace Ashlar.Host.Demo;

/// <summary>Three organisations that have nothing in common but the platform.</summary>
internal static class DemoOrganisations
{
    /// <summary>For looking around; a demo is never loaded into a database that holds anything else.</summary>
    public const string Password = "Look-Around-2026";

    public static readonly DemoPerson Operator = new("operator", "Ove Lindqvist", "operator@ashlar.example", "Platform operator", "admin");

    public static readonly IReadOnlyList<DemoTrade> All = [NordlichtNetz.Trade, HaldenMedical.Trade, PaperAndPlum.Trade];
}
