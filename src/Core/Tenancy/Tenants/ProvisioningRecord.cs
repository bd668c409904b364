using System.Text.Json;
using Ashlar.Core.Resources;

namespace Ashlar.Core.Tenancy.Tenants;

/// <summary>How far the making of a tenant has come, step by step, as the operator reads it.</summary>
internal sealed class ProvisioningRecord
{
    public static readonly IReadOnlyList<string> StepNames = ["row", "placement", "roles", "subscriptions", "limits", "administrator"];

    public string State { get; set; } = "running";

    public List<ProvisioningStep> Steps { get; init; } = [.. StepNames.Select(name => new ProvisioningStep { Name = name })];

    /// <summary>For the operator to pass on when no mail is set up.</summary>
    public string? InviteLink { get; set; }

    public string Json() => JsonSerializer.Serialize(this, JsonSettings.Options);

    public void Done(string name) => Steps.Single(step => step.Name == name).State = "done";

    /// <summary>Everything done so far has been taken back.</summary>
    public void Failed(string name, string error)
    {
        State = "failed";
        foreach (var step in Steps.Where(step => step.State == "done" && step.Name != "row"))
            step.State = "rolled_back";
        var broken = Steps.Single(step => step.Name == name);
        (broken.State, broken.Error) = ("failed", error);
    }
}

internal sealed class ProvisioningStep
{
    public required string Name { get; init; }
    public string State { get; set; } = "pending";
    public string? Error { get; set; }
}
