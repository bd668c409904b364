using Ashlar.Contract.Errors;
using Ashlar.Core.Keys;
using Ashlar.Core.Tenancy;
using Ashlar.Core.Tenancy.Settings;

namespace Ashlar.Core.Identity.Factors.StepUp;

/// <summary>How long ago somebody may have proven to be the one, for delicate things.</summary>
internal sealed class StepUpWindow(SettingValues values, TimeProvider time)
{
    public const string Setting = "auth.step_up_minutes";

    public TimeSpan For(TenantInfo? tenant) => TimeSpan.FromMinutes(values.Get<int>(Setting, tenant, null));

    /// <summary>Null when the proof is fresh. A key proves nobody, or whoever takes over a session would make one to get around this. Others without a session were let in another way.</summary>
    public Error? Check(Caller caller) => caller.Key is not null ? KeyErrors.PeopleOnly :
        caller.Proof is { } proof && !(proof.StrongestAt is { } at && time.GetUtcNow() - at <= For(caller.Tenant)) ? FactorErrors.StepUpRequired : null;
}
