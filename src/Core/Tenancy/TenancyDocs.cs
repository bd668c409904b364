using System.Text.Json.Nodes;
using Ashlar.Contract.Modules;
using Ashlar.Contract.Resources;
using Ashlar.Core.Http.OpenApi;
using Ashlar.Core.Tenancy.Tenants;

namespace Ashlar.Core.Tenancy;

/// <summary>What the API document says about settings, flags and tenants.</summary>
internal static class TenancyDocs
{
    public static readonly ApiRoute Settings = new("settings.setting.list", "List settings and what holds") { Answer = Setting(), Many = true };

    public static readonly ApiRoute GetSetting = new("settings.setting.get", "Read a setting") { Answer = Setting() };

    public static readonly ApiRoute ExplainSetting = new("settings.setting.explain", "Explain where a setting's value comes from")
    {
        Query = [("client_id?", Schema.Uuid(), "As it holds for this client.")],
        Answer = ("settings.explanation", Schema.Object(("key", Schema.Text()), ("value", Schema.Any()), ("layers", Schema.List(Schema.Object(
            ("layer", Schema.Text()), ("value", Schema.Any()), ("set", Schema.Flag()), ("by", Schema.Text().OrNull()), ("at", Schema.Moment().OrNull())))))),
    };

    public static readonly ApiRoute SettingHistory = new("settings.setting.history", "List the changes of a setting")
    {
        Answer = ("settings.change", Schema.Object(("value", Schema.Any()), ("client_id", Schema.Uuid().OrNull()), ("at", Schema.Moment()), ("by", Schema.Text()))),
        Many = true,
    };

    public static readonly ApiRoute PutSetting = new("settings.setting.put", "Set a setting")
    {
        Body = Schema.Closed(("value", Schema.Any()), ("client_id?", Schema.Uuid().OrNull())),
        BodyExample = new JsonObject { ["value"] = "EUR" },
        Answer = Setting(),
    };

    public static readonly ApiRoute ClearSetting = new("settings.setting.clear", "Clear a setting")
    {
        Description = "The next layer decides again: environment, then default.",
        Query = [("client_id?", Schema.Uuid(), "Clear the value of this client.")],
        Answer = Setting(),
    };

    public static readonly ApiRoute GivenSettings = new("platform.setting.list", "List what the operator gives to an organisation") { Description = "Settings that the organisation sees and cannot change.", Answer = Setting(), Many = true };

    public static readonly ApiRoute ExplainGivenSetting = new("platform.setting.explain", "Explain where a given setting's value comes from") { Answer = ExplainSetting.Answer };

    public static readonly ApiRoute GivenSettingHistory = new("platform.setting.history", "List the changes of a given setting") { Answer = SettingHistory.Answer, Many = true };

    public static readonly ApiRoute GiveSetting = new("platform.setting.put", "Set a setting for an organisation")
    {
        Body = PutSetting.Body,
        BodyExample = new JsonObject { ["value"] = "99.5" },
        Answer = Setting(),
    };

    public static readonly ApiRoute TakeSetting = new("platform.setting.clear", "Clear a setting of an organisation") { Description = ClearSetting.Description, Query = ClearSetting.Query, Answer = Setting() };

    public static readonly ApiRoute Flags = new("platform.flag.values", "Read which feature flags are on for me") { Answer = ("platform.flag_values", Schema.Map(Schema.Flag())) };

    public static readonly ApiRoute CreateTenant = new("platform.tenant.create", "Create a tenant")
    {
        Description = "Makes the placement, roles, subscriptions and the administrator's invitation. Either all of it exists afterwards or none; provisioning tells each step.",
        Body = TypeSchema.Read(typeof(NewTenant)),
        BodyExample = new JsonObject { ["code"] = "acme", ["name"] = "Acme", ["admin_email"] = "admin@example.com", ["admin_name"] = "Ada Example", ["apps"] = new JsonArray("crm") },
        Status = 202,
        Answer = ("platform.tenant", Schema.Object(
            ("code", Schema.Text()), ("name", Schema.Text()), ("status", Schema.Text()), ("isolation", Schema.Enum("shared", "schema", "database")), ("trade", Schema.Text().OrNull()), ("hosts", Schema.List(Schema.Text())),
            ("admin_email", Schema.Text("email")), ("admin_name", Schema.Text()), ("apps", Schema.List(Schema.Text())), ("limits", Schema.Map(Schema.Integer())), ("provisioning", TypeSchema.Written(typeof(ProvisioningRecord))))),
        Failures = [409],
    };

    public static readonly ApiRoute RetryTenant = new("platform.tenant.retry", "Make a failed tenant again")
    {
        Status = 202,
        Answer = ("platform.tenant", Schema.Object(("status", Schema.Text()), ("provisioning", TypeSchema.Written(typeof(ProvisioningRecord))))),
        Failures = [409],
    };

    public static readonly ApiRoute Subscriptions = new("platform.subscription.list", "List a tenant's subscriptions")
    {
        Answer = ("platform.subscription", Schema.Object(
            ("module", Schema.Text()), ("name", Schema.Text().OrNull()), ("plan", Schema.Text()), ("status", Schema.Text()), ("starts_at", Schema.Moment()), ("ends_at", Schema.Moment().OrNull()),
            ("features", Schema.List(Schema.Text())), ("limits", Schema.Map(Schema.Integer().OrNull())))),
        Many = true,
    };

    private static (string, JsonObject) Setting() => ("settings.setting", Schema.Object(
        ("key", Schema.Text()), ("label", Schema.Text()), ("hint", Schema.Text().OrNull()), ("kind", Schema.Enum(Enum.GetNames<FieldKind>().Select(Shapes.Snake))), ("module", Schema.Text()),
        ("options", Schema.List(Schema.Object(("value", Schema.Text()), ("label", Schema.Text()), ("color", Schema.Text().OrNull()))).OrNull()), ("min", Schema.Decimal().OrNull()), ("max", Schema.Decimal().OrNull()),
        ("value", Schema.Any()), ("source", Schema.Text()), ("owner", Schema.Enum(Enum.GetNames<Contract.Settings.SettingOwner>().Select(Shapes.Snake))), ("scopes", Schema.List(Schema.Enum("tenant", "client"))), ("secret", Schema.Flag())));
}
