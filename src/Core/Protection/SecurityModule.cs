using Ashlar.Contract.Modules;

namespace Ashlar.Core.Protection;

/// <summary>Keys, secrets, emergency access and the compliance report as a part of the core that every tenant has.</summary>
internal sealed class SecurityModule : IModule
{
    public const string ReadKeys = "security:keys:read";
    public const string RotateKeys = "security:keys:rotate";
    public const string ReadSecrets = "security:secrets:read";
    public const string WriteSecrets = "security:secrets:update";
    public const string RevealSecrets = "security:secrets:reveal";
    public const string ReadProviders = "security:providers:read";
    public const string WriteProviders = "security:providers:update";
    public const string ReadCompliance = "security:compliance:read";
    public const string UseBreakGlass = "security:break_glass:use";
    public const string ReadBreakGlass = "security:break_glass:read";

    /// <summary>Root keys, and the destruction of a tenant's; the operator's.</summary>
    public const string ManagePlatformKeys = "platform:keys:manage";

    /// <summary>Traits open health information, so giving one takes more than editing a person.</summary>
    public const string AssignTraits = "org:traits:assign";

    public void Define(ModuleBuilder module) => module
        .Permission(ReadKeys, "See the organisation's keys")
        .Permission(RotateKeys, "Rotate the organisation's keys")
        .Permission(ReadSecrets, "See which secrets there are")
        .Permission(WriteSecrets, "Set, roll back and delete secrets")
        .Permission(RevealSecrets, "Read the value of a secret")
        .Permission(ReadProviders, "See the providers of sign-in")
        .Permission(WriteProviders, "Set up and test providers of sign-in")
        .Permission(ReadCompliance, "Read the compliance report")
        .Permission(UseBreakGlass, "Take clearance for health information in an emergency")
        .Permission(ReadBreakGlass, "See and end everybody's emergency access");
}
