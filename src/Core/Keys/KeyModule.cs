using Ashlar.Contract.Modules;

namespace Ashlar.Core.Keys;

/// <summary>API keys as a part of the core that every tenant has.</summary>
internal sealed class KeyModule : IModule
{
    public const string Mine = "keys:mine:manage";
    public const string Create = "keys:api_keys:create";
    public const string Rotate = "keys:api_keys:rotate";
    public const string Approve = "keys:api_keys:approve";
    public const string ManageModuleKeys = "platform:module_keys:manage";
    public const string ImportLegacyIds = "platform:legacy_ids:import";

    public void Define(ModuleBuilder module) => module
        .Resource<ApiKey, ApiKeyResource>()
        .Command<ApproveKey, ApproveKeyHandler>("api_keys", command => command.AsSystem().StepUp().Label("Approve"))
        .Command<RefuseKey, RefuseKeyHandler>("api_keys", command => command.AsSystem().Permission(Approve).Label("Refuse"))
        .Command<RevokeKey, RevokeKeyHandler>("api_keys", command => command.AsSystem().Label("Revoke").Danger().Confirm("Revoke this key? Whatever uses it is refused from its next call on."))
        .Permission(Mine, "Make and revoke API keys of one's own")
        .Permission(Create, "Make API keys for integrations")
        .Permission(Rotate, "Rotate API keys of integrations");
}
