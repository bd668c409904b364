namespace Ashlar.Core.Tests.Identity;

/// <summary>Waits for what happens behind the requests.</summary>
internal static class Eventually
{
    public static async Task True(Func<Task<bool>> condition)
    {
        for (var attempt = 0; attempt < 200; attempt++)
        {
            if (await condition())
                return;
            await Task.Delay(25);
        }

        Assert.Fail("It did not happen within five seconds.");
    }
}
