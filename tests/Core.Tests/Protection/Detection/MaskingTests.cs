using Ashlar.Core.Protection.Detection;

namespace Ashlar.Core.Tests.Protection.Detection;

[Trait("feature", "PHI-01")]
public sealed class MaskingTests
{
    [Theory]
    [InlineData("Annabella came. Annabella left.", 0, 9, "[name] came. [name] left.")]
    [InlineData("I saw Annabella; it was Annabella", 24, 9, "I saw [name]; it was [name]")]
    [InlineData("Rose came with a rose and a Rose", 0, 4, "[name] came with a rose and a Rose")]
    [InlineData("Nobody", 0, 0, "Nobody")]
    public void What_was_found_once_is_masked_wherever_it_stands_unless_it_is_short(string text, int start, int length, string masked) =>
        Assert.Equal(masked, Masking.Mask(text, length == 0 ? [] : [Of(start, length)]));

    [Fact]
    public void Of_two_that_begin_alike_the_longer_is_masked_whole()
    {
        const string Text = "Annabella Smith, Annabella, then Annabella Smith and Annabella";
        Assert.Equal("[name], [name], then [name] and [name]", Masking.Mask(Text, [Of(0, 15), Of(17, 9)]));
    }

    private static PhiSpan Of(int start, int length) => new(start, length, PhiKind.Name, 1, "test");
}
