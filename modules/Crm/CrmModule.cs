using Ashlar.Contract.Metrics;
using Ashlar.Contract.Modules;
using Ashlar.Contract.Resources;
using Ashlar.Crm.Accounts;
using Ashlar.Crm.Activities;
using Ashlar.Crm.Contacts;
using Ashlar.Crm.DealLines;
using Ashlar.Crm.Deals;
using Ashlar.Crm.Documents;
using Ashlar.Crm.Leads;
using Ashlar.Crm.Pipelines;
using Ashlar.Crm.Products;
using Ashlar.Crm.Reports;

namespace Ashlar.Crm;

/// <summary>Customers and the way to them.</summary>
public sealed class CrmModule : IModule
{
    /// <inheritdoc />
    public void Define(ModuleBuilder module)
    {
        Resources(module);
        Commands(module);
        Queries(module);
        Roles(module);

        module
            .Event<LeadConverted>()
            .Event<DealMoved>()
            .Event<DealWon>()
            .Event<DealLost>()
            .Event<AccountsMerged>()
            .On<WonDeal, WhenDealWon>("crm.deal_won")
            .Job<RetireStaleLeads>("retire_stale_leads", "Retire stale leads", schedulable: true);

        module
            .Service<DefaultPipeline>()
            .Service<DealPlacement>()
            .Service<DealFigures>()
            .Service<DashboardFigures>();

        module
            .Metric(new MetricDefinition(CrmMetrics.DealsEnded, MetricKind.Counter, "Deals that were won or lost.") { Unit = "{deal}", Labels = [CrmMetrics.Outcome] })
            .Metric(new MetricDefinition(CrmMetrics.DealDays, MetricKind.Distribution, "Days from the creation of a deal to its end.") { Unit = "d", Labels = [CrmMetrics.Outcome], Bounds = [1, 3, 7, 14, 30, 60, 90, 180, 365] });

        foreach (var setting in CrmSettings.All)
            module.Setting(setting);
    }

    private static void Resources(ModuleBuilder module) => module
        .Resource<Account, AccountResource>()
        .Resource<Contact, ContactResource>()
        .Resource<Lead, LeadResource>()
        .Resource<Deal, DealResource>()
        .Resource<Pipeline, PipelineResource>()
        .Resource<Stage, StageResource>()
        .Resource<StageMove, StageMoveResource>()
        .Resource<Activity, ActivityResource>()
        .Resource<Product, ProductResource>()
        .Resource<DealLine, DealLineResource>()
        .Resource<Document, DocumentResource>();

    private static void Commands(ModuleBuilder module) => module
        .Command<AssignAccount, AssignAccountHandler>("accounts", c => c.Relation("owner_id", "org.users"))
        .Command<MergeAccounts, MergeAccountsHandler>("accounts", c => c
            .Label("Merge duplicates")
            .Danger()
            .Confirm("The other accounts are moved into this one.")
            .RequiresFeature("merge")
            .Field("source_ids", field => field with { Kind = FieldKind.Tags, Relation = new RelationDefinition("crm.accounts", "sources", OnDelete.Restrict) }))
        .Command<ConvertLead, ConvertLeadHandler>("leads", c => c.Relation("account_id", "crm.accounts"))
        .Command<QualifyLead, QualifyLeadHandler>("leads")
        .Command<DisqualifyLead, DisqualifyLeadHandler>("leads", c => c.Danger())
        .Command<AssignLead, AssignLeadHandler>("leads", c => c.Relation("owner_id", "org.users"))
        .Command<MoveDeal, MoveDealHandler>("deals", c => c.Relation("stage_id", "crm.stages"))
        .Command<WinDeal, WinDealHandler>("deals", c => c.Label("Mark won"))
        .Command<LoseDeal, LoseDealHandler>("deals", c => c.Label("Mark lost").Danger())
        .Command<ReopenDeal, ReopenDealHandler>("deals")
        .Command<AssignDeal, AssignDealHandler>("deals", c => c.Relation("owner_id", "org.users"))
        .Command<CompleteActivity, CompleteActivityHandler>("activities")
        .Command<SetupPipelines, SetupPipelinesHandler>("pipelines", c => c.Label("Set up the default pipeline"));

    private static void Queries(ModuleBuilder module) => module
        .Permission("crm:reports:read", "See CRM reports")
        .Query<FindDuplicates, FindDuplicatesHandler>("accounts/find_duplicates", "crm:accounts:read", feature: "merge")
        .Query<GetPipelineReport, GetPipelineReportHandler>("reports/pipeline", "crm:reports:read")
        .Query<GetForecast, GetForecastHandler>("reports/forecast", "crm:reports:read", feature: "forecast")
        .Query<GetDashboard, GetDashboardHandler>("reports/dashboard", "crm:reports:read")
        .Query<GetTimeline, GetTimelineHandler>("records/{resource}/{record_id}/timeline", "crm:activities:read");

    private static void Roles(ModuleBuilder module)
    {
        var own = Filter.Where("owner_id", "eq", "$me");
        module
            .Role("admin", "CRM administrator", "crm:*:*")
            .Role("sales_manager", "Sales manager", [
                "crm:*:read", "crm:*:export", "crm:accounts:*", "crm:contacts:*", "crm:leads:*", "crm:deals:*", "crm:activities:*", "crm:deal_lines:*", "crm:documents:*", "crm:products:*", "crm:reports:read"])
            .Role("sales_rep", "Sales representative", [
                "crm:*:read", "crm:accounts:create", "crm:accounts:update", "crm:contacts:create", "crm:contacts:update", "crm:leads:create", "crm:leads:update",
                "crm:leads:qualify", "crm:leads:disqualify", "crm:leads:convert", "crm:deals:create", "crm:deals:update", "crm:deals:move", "crm:deals:win", "crm:deals:lose",
                "crm:deals:reopen", "crm:deal_lines:*", "crm:documents:create", "crm:documents:update", "crm:activities:*"])
            .RoleRule("sales_rep", "crm.leads", own)
            .RoleRule("sales_rep", "crm.deals", own)
            .RoleRule("sales_rep", "crm.accounts", null, "annual_revenue")
            .Role("viewer", "CRM viewer", "crm:*:read");
    }
}
