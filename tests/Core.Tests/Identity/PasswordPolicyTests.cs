using Ashlar.Core.Identity.Passwords;

namespace Ashlar.Core.Tests.Identity;

[Trait("feature", "IDN-07")]
public sealed class PasswordPolicyTests
{
    private static readonly PasswordPolicy Policy = new();

    [Fact]
    public void Every_broken_rule_is_listed() =>
        Assert.Equal(["too_short", "upper_missing", "digit_missing", "common"], Codes("monkey"));

    [Theory]
    [InlineData("Password1234", "common")]
    [InlineData("P@ssw0rd2024", "common")]
    [InlineData("Qwertyuiop12", "common")]
    [InlineData("Summer2025!!", "common")]
    [InlineData("Welcome123456", "common")]
    [InlineData("Aaaaaaaaaaa1", "common")]
    [InlineData("Dragon-Monkey-7", "common")]
    [InlineData("abcdefghijkl", "upper_missing")]
    [InlineData("Lovelace-4-ever-more", "personal")]
    public void A_weak_password_is_refused(string password, string code) => Assert.Contains(code, Codes(password));

    [Theory]
    [InlineData("Correct-Horse-Battery-9")]
    [InlineData("tR7kpZ2wQx9m")]
    [InlineData("Blaue Tassen um 7")]
    [InlineData("MyDogLikesRoquefort7")]
    public void A_good_password_passes(string password) => Assert.Empty(Codes(password));

    [Fact]
    public void The_longest_allowed_password_passes_and_one_more_character_does_not()
    {
        var longest = string.Concat(Enumerable.Range(0, 64).Select(i => $"{(char)('a' + i * 7 % 26)}{(i % 2 == 0 ? 'X' : '4')}"));
        Assert.Empty(Codes(longest));
        Assert.Equal(["too_long"], Codes(longest + "q"));
    }

    [Fact]
    public void None_of_the_published_common_passwords_passes()
    {
        var passed = File.ReadLines(Vectors.File("passwords/top-10000.txt")).Where(password => Codes(password).Count == 0);
        Assert.Empty(passed);
    }

    [Fact]
    public void Dressing_up_a_published_common_password_does_not_help_much()
    {
        // Every second of the words people use is caught although the rules on length and classes are met.
        var dressed = File.ReadLines(Vectors.File("passwords/top-10000.txt")).Take(500).Select(word => $"{char.ToUpperInvariant(word[0])}{word[1..]}2024!!!!!!").Where(word => word.Length >= 12).ToList();
        Assert.True(dressed.Count(word => Codes(word).Count > 0) > dressed.Count / 2, $"{dressed.Count(word => Codes(word).Count > 0)} of {dressed.Count}");
    }

    private static List<string> Codes(string password) => [.. Policy.Broken(password, ["ada@lovelace.test", "Ada Lovelace"]).Select(error => error.Code!)];
}
