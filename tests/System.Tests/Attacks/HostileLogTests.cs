using Ashlar.Core.Audit;
using Ashlar.Core.Protection;

namespace Ashlar.System.Tests.Attacks;

/// <summary>Texts made to keep a pattern busy. What is masked before it is logged is written by strangers, so however long it is it must be done with.</summary>
[Trait("feature", "SEC-10")]
public sealed class HostileLogTests
{
    private const int Length = 400_000;

    public static TheoryData<string, string> Repeated => new()
    {
        { "eyJ", "" }, { "eyJaaaaaaaa.", "" }, { "a", "://" }, { "a", "@b" }, { "a@", "b" }, { "a://", ":" }, { "a://b:", "c" }, { "password ", "=" }, { "password=\"", "" }, { "-----BEGIN ", "A" }, { "-----BEGIN PRIVATE KEY-----", "" }, { "bearer ", "" },
        { " ", "secret" }, { "sk_a", "-" }, { "+1 (", ")" }, { "0 0-", "" }, { "123-", "" }, { "1234 ", "" }, { "4111111111111111", "" }, { "a.a", "@" }, { "token:", "'" }, { "\"'", "=" }, { "AKIA", "" },
    };

    [Theory, MemberData(nameof(Repeated))]
    public void A_text_made_to_keep_a_pattern_busy_is_masked_in_its_turn(string part, string end)
    {
        var text = $"{string.Concat(Enumerable.Repeat(part, Length / part.Length))}{end}";
        Assert.NotEmpty(Redactor.Redact(text));
        Assert.NotEmpty(AuditMask.Text(text)!);
    }

    /// <summary>The address comes behind as much as can be made to look like one.</summary>
    [Fact]
    public void What_hides_behind_such_a_text_is_masked_all_the_same()
    {
        var noise = new string('a', Length);
        Assert.DoesNotContain("ada@example.com", Redactor.Redact($"{noise} ada@example.com"), StringComparison.Ordinal);
        Assert.DoesNotContain("hunter22", Redactor.Redact($"{noise} password=hunter22"), StringComparison.Ordinal);
        Assert.DoesNotContain("hunter22", AuditMask.Text($"{noise} password=hunter22")!, StringComparison.Ordinal);
    }
}
