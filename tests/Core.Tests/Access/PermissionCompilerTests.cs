using System.Text.Json;
using Ashlar.Contract.Resources;
using Ashlar.Core.Access;

namespace Ashlar.Core.Tests.Access;

public sealed class PermissionCompilerTests
{
    private static readonly DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly Guid _row = Guid.CreateVersion7();
    private static readonly Guid _client = Guid.CreateVersion7();
    private static readonly Guid _unit = Guid.CreateVersion7();

    [Theory]
    [Trait("feature", "RBC-04")]
    [InlineData("crm:accounts:read", "crm:accounts:read", true)]
    [InlineData("crm:accounts:*", "crm:accounts:delete", true)]
    [InlineData("crm:*:read", "crm:deals:read", true)]
    [InlineData("crm:*:read", "crm:deals:update", false)]
    [InlineData("*:*:*", "isp:circuits:create", true)]
    [InlineData("*:accounts:read", "financial:accounts:read", true)]
    [InlineData("crm:acc:read", "crm:accounts:read", false)]
    public void A_star_stands_for_one_whole_part(string held, string asked, bool allowed) =>
        Assert.Equal(allowed, Compile(Direct(held)).Allows(asked));

    [Theory]
    [Trait("feature", "RBC-04")]
    [InlineData("financial:accounts:read", true)]
    [InlineData("crm:*:*", true)]
    [InlineData("crm:accounts", false)]
    [InlineData("crm:accounts:read:more", false)]
    [InlineData("CRM:accounts:read", false)]
    [InlineData("crm::read", false)]
    [InlineData("crm:acc*:read", false)]
    [InlineData("crm:accounts:read ", false)]
    public void Codes_have_three_plain_parts(string code, bool wellFormed) => Assert.Equal(wellFormed, PermissionCodes.IsWellFormed(code));

    [Fact]
    [Trait("feature", "RBC-01")]
    public void Deny_wins_whoever_says_it()
    {
        var set = Compile(OfRole(Role(["crm:*:*"])), Direct("crm:accounts:delete") with { Deny = true });

        Assert.True(set.Allows("crm:accounts:read"));
        Assert.False(set.Allows("crm:accounts:delete"));
        Assert.False(Compile(OfRole(Role(["crm:*:*"])), OfRole(Role(["crm:*:read"], deny: ["crm:deals:*"]))).Allows("crm:deals:read"));
    }

    [Fact]
    [Trait("feature", "RBC-03")]
    public void A_role_of_one_app_reaches_no_other()
    {
        var set = Compile(OfRole(Role(["*:*:read", "isp:circuits:update"], app: "crm")));

        Assert.True(set.Allows("crm:accounts:read"));
        Assert.False(set.Allows("isp:circuits:read"));
        Assert.False(set.Allows("isp:circuits:update"));
    }

    [Fact]
    [Trait("feature", "TEN-13")]
    public void A_role_of_an_app_rests_while_the_app_is_not_subscribed() =>
        Assert.False(PermissionCompiler.Compile(Facts(OfRole(Role(["crm:*:*"], app: "crm"))), false, new HashSet<string>(), _now).Allows("crm:accounts:read"));

    [Fact]
    [Trait("feature", "RBC-05")]
    public void A_grant_on_one_row_opens_and_closes_that_row_only()
    {
        var opened = Compile(Direct("crm:accounts:read") with { Resource = "crm.accounts", ResourceId = _row });
        Assert.False(opened.Allows("crm:accounts:read"));
        Assert.True(opened.AllowsOn("crm:accounts:read", _row));
        Assert.False(opened.AllowsOn("crm:accounts:read", Guid.CreateVersion7()));

        var closed = Compile(Direct("crm:*:*"), Direct("crm:accounts:*") with { Resource = "crm.accounts", ResourceId = _row, Deny = true });
        Assert.True(closed.AllowsOn("crm:accounts:read", Guid.CreateVersion7()));
        Assert.False(closed.AllowsOn("crm:accounts:read", _row));
        var rule = Assert.IsType<Comparison>(closed.RowRule("crm.accounts"));
        Assert.Equal(("id", "nin"), (rule.Field, rule.Op));
    }

    [Fact]
    [Trait("feature", "TEN-08")]
    public void A_grant_for_a_client_counts_in_that_client_only()
    {
        var grant = Direct("crm:accounts:read") with { ClientId = _client };

        Assert.False(Compile(grant).Allows("crm:accounts:read"));
        Assert.True(PermissionCompiler.Compile(Facts(grant) with { Clients = new HashSet<Guid> { _client } }, false, Apps, _now).Allows("crm:accounts:read"));
    }

    [Fact]
    [Trait("feature", "TEN-17")]
    public void A_grant_for_a_unit_counts_for_its_members_only()
    {
        var grant = Direct("crm:accounts:read") with { UnitId = _unit };

        Assert.False(Compile(grant).Allows("crm:accounts:read"));
        Assert.True(PermissionCompiler.Compile(Facts(grant) with { Units = new HashSet<Guid> { _unit } }, false, Apps, _now).Allows("crm:accounts:read"));
    }

    [Fact]
    [Trait("feature", "RBC-10")]
    public void An_expired_grant_gives_nothing_and_the_set_knows_when_it_will_change()
    {
        var facts = Facts(Direct("crm:accounts:read") with { ExpiresAt = _now.AddMinutes(5) });

        Assert.True(PermissionCompiler.Compile(facts, false, Apps, _now).Allows("crm:accounts:read"));
        Assert.Equal(_now.AddMinutes(5), PermissionCompiler.GoodUntil(facts, _now));
        Assert.False(PermissionCompiler.Compile(facts, false, Apps, _now.AddMinutes(5)).Allows("crm:accounts:read"));
    }

    [Fact]
    [Trait("feature", "RBC-10")]
    public void Nobody_holds_anything_without_a_grant_or_a_membership()
    {
        Assert.False(Compile().Allows("crm:accounts:read"));
        Assert.False(PermissionCompiler.Compile(Facts(Direct("*:*:*")) with { Member = false }, false, Apps, _now).Allows("crm:accounts:read"));
    }

    [Fact]
    [Trait("feature", "TEN-16")]
    public void Everything_in_a_tenant_is_not_the_operators_plane()
    {
        Assert.False(Compile(Direct("*:*:*")).Allows("platform:tenants:read"));
        Assert.True(PermissionCompiler.Compile(Facts(Direct("*:*:*")), true, Apps, _now).Allows("platform:tenants:read"));
    }

    [Fact]
    public void Rules_of_roles_add_up()
    {
        var own = Role(["crm:deals:read"], rules: """[{"resource":"crm.deals","filter":{"field":"owner_id","op":"eq","value":"$me"},"hidden_fields":["value","notes"]}]""");
        var open = Role(["crm:deals:read"], rules: """[{"resource":"crm.deals","filter":{"field":"status","op":"eq","value":"open"},"hidden_fields":["value"]}]""");

        var both = Compile(OfRole(own), OfRole(open));
        Assert.Equal(2, Assert.IsType<AnyOf>(both.RowRule("crm.deals")).Parts.Count);
        Assert.Equal(["value"], both.HiddenFields("crm.deals"));

        var whole = Compile(OfRole(own), OfRole(Role(["crm:*:*"])));
        Assert.Null(whole.RowRule("crm.deals"));
        Assert.Empty(whole.HiddenFields("crm.deals"));
    }

    private static readonly HashSet<string> Apps = ["crm", "isp"];

    private static PermissionSet Compile(params GrantFact[] grants) => PermissionCompiler.Compile(Facts(grants), false, Apps, _now);

    private static AccessFacts Facts(params GrantFact[] grants) => new() { Member = true, Grants = grants };

    private static GrantFact Direct(string code) => new(Guid.CreateVersion7(), "direct", null, code, false, null, null, null, null, null);

    private static GrantFact OfRole(RoleFact role) => new(Guid.CreateVersion7(), "direct", role, null, false, null, null, null, null, null);

    private static RoleFact Role(string[] allow, string[]? deny = null, string? app = null, string? rules = null) =>
        new(Guid.CreateVersion7(), "role", "Role", app, allow, deny ?? [], rules is null ? null : JsonElement.Parse(rules));
}
