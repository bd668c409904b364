namespace Ashlar.Core.Protection.Compliance;

/// <summary>How a control came out when it was looked at.</summary>
internal sealed record Finding(bool? Passed, string Evidence)
{
    public static Finding Of(bool passed, string evidence) => new(passed, evidence);

    /// <summary>There is nothing here that the control could be about.</summary>
    public static Finding NotApplicable(string why) => new(null, why);
}

/// <summary>One safeguard and the live check that shows whether it holds.</summary>
/// <param name="Id">Stable.</param>
/// <param name="Title">What must hold, as a sentence.</param>
/// <param name="Safeguard">The paragraph it answers to.</param>
/// <param name="Check">Looks at the running system, on behalf of one tenant.</param>
internal sealed record Control(string Id, string Title, string Safeguard, Func<Tenancy.TenantInfo, CancellationToken, Task<Finding>> Check);
