using Ashlar.Core.Access;
using Ashlar.Core.Keys;

namespace Ashlar.Core.Tests.Keys;

public sealed class KeyTextTests
{
    [Fact]
    public void The_checksum_is_the_published_crc_32() => Assert.Equal(0xCBF43926u, KeyText.Crc32("123456789"));

    [Theory]
    [InlineData("dev")]
    [InlineData("staging")]
    [InlineData("prod")]
    public void A_new_key_is_recognised_and_never_the_same(string environment)
    {
        var keys = Enumerable.Range(0, 200).Select(_ => KeyText.New(Enum.Parse<KeyEnvironment>(environment, ignoreCase: true))).ToList();
        Assert.All(keys, key => Assert.Matches($"^{KeyText.Pattern}$", key));
        Assert.All(keys, key => Assert.True(KeyText.IsWellFormed(key)));
        Assert.Equal(200, keys.Distinct().Count());
    }

    [Fact]
    public void Any_letter_changed_is_noticed_without_asking_the_database()
    {
        var key = KeyText.New(KeyEnvironment.Dev);
        for (var i = 0; i < key.Length; i++)
        {
            var other = key[..i] + (key[i] == 'x' ? 'y' : 'x') + key[(i + 1)..];
            Assert.False(KeyText.IsWellFormed(other), other);
        }

        foreach (var wrong in new[] { "", "ashk_", "ashk_dev_", key + "x", key[..^1], " " + key, key.Replace("dev", "prod", StringComparison.Ordinal), new string('ä', 60) })
            Assert.False(KeyText.IsWellFormed(wrong), wrong);
    }

    [Theory]
    [InlineData("203.0.113.0/24", true)]
    [InlineData("203.0.113.7", true)]
    [InlineData("2001:db8::/32", true)]
    [InlineData("::1", true)]
    [InlineData("203.0.113.7/24", false)]
    [InlineData("203.0.113.0/33", false)]
    [InlineData("1", false)]
    [InlineData("example.com", false)]
    [InlineData("", false)]
    public void Networks_are_written_as_meant(string text, bool good) => Assert.Equal(good, Addresses.Parse(text) is not null);

    [Theory]
    [InlineData("crm:*:read", "crm:accounts:*", "crm:accounts:read")]
    [InlineData("*:*:*", "org:users:read", "org:users:read")]
    [InlineData("org:users:read", "*:*:*", "org:users:read")]
    [InlineData("crm:accounts:read", "crm:deals:read", null)]
    [InlineData("*:accounts:*", "crm:*:read", "crm:accounts:read")]
    public void What_two_patterns_share_is_worked_out(string one, string other, string? shared) => Assert.Equal(shared is null ? [] : [shared], PermissionCodes.Meet([one], [other]));

    [Fact]
    [Trait("feature", "KEY-02")]
    public void Within_scopes_nothing_is_allowed_that_was_not_before_or_is_outside()
    {
        string[] codes = [.. from module in new[] { "crm", "org", "isp" } from resource in new[] { "accounts", "users", "deals" } from action in new[] { "read", "update", "delete" } select $"{module}:{resource}:{action}"];
        var row = Guid.Parse("018f0000-0000-7000-8000-000000000001");
        var random = new Random(11);
        for (var round = 0; round < 2000; round++)
        {
            string[] Some(int most) => [.. Enumerable.Range(0, random.Next(most)).Select(_ => Bent(codes[random.Next(codes.Length)]))];
            var (allow, deny, onRow, offRow, scopes) = (Some(5), Some(3), Some(3), Some(2), Some(4));
            var whole = new PermissionSet(allow, deny, null, [new ResourceGrant(row, new PermissionCodes(onRow), new PermissionCodes(offRow))]);
            var (within, scope) = (whole.Within(scopes), new PermissionCodes(scopes));
            foreach (var code in codes)
            {
                Assert.Equal(whole.Allows(code) && scope.Matches(code), within.Allows(code));
                Assert.Equal(whole.AllowsOn(code, row) && scope.Matches(code), within.AllowsOn(code, row));
            }
        }

        string Bent(string code) => string.Join(':', code.Split(':').Select(part => random.Next(3) == 0 ? "*" : part));
    }
}
