namespace Ashlar.Core.Tests;

/// <summary>Waits for what happens behind the requests.</summary>
internal static class Eventually
{
    public static async Task True(Func<Task<bool>> condition, int seconds = 60)
    {
        for (var attempt = 0; attempt < seconds * 40; attempt++)
        {
            if (await condition())
                return;
            await Task.Delay(25);
        }

        Assert.Fail($"It did not happen within {seconds} seconds.");
    }
}
