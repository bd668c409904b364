using Ashlar.Contract.Modules;
using Ashlar.Core.Hooks.Processing;
using Ashlar.Core.Hooks.Sources;

namespace Ashlar.Core.Hooks;

/// <summary>Hearing from other systems.</summary>
internal sealed class HooksModule : IModule
{
    public void Define(ModuleBuilder module) => module
        .Resource<Source, SourceResource>()
        .Resource<Account, AccountResource>()
        .Resource<Rule, RuleResource>()
        .Resource<Request, RequestResource>()
        .Command<CreateSource, CreateSourceHandler>("sources", command => command.CarriesSecret()
            .Field("code", field => field with { MaxLength = 40, Hint = "Part of the address." })
            .Field("kind", field => field with { Options = SourceResource.Kinds, Label = "Verification" })
            .Field("secret", field => field with { MaxLength = 8000, Hint = "The signing secret, auth token, API key, name:password or public key, as the sender shows it." })
            .Field("tolerance_seconds", field => field with { Min = 30, Max = 3600 }))
        .Command<SetSecret, SetSecretHandler>("sources", command => command.CarriesSecret().Named("set_secret", "Set secret").Permission("hooks:sources:update").Field("secret", field => field with { MaxLength = 8000 }))
        .Command<RenewAddress, RenewAddressHandler>("sources", command => command.CarriesSecret().Named("renew_address", "New address").Permission("hooks:sources:update").Danger().Confirm("The old address stops working at once. Go on?"))
        .Command<ReplaySource, ReplaySourceHandler>("sources", command => command.Label("Process again"))
        .Command<ReplayRequest, ReplayRequestHandler>("requests", command => command.Label("Process again"))
        .Query<GetAddress, GetAddressHandler>("sources/{source_id}/address", "hooks:sources:address")
        .Query<ListRefusals, ListRefusalsHandler>("sources/{source_id}/refusals", "hooks:sources:read")
        .Query<GetRaw, GetRawHandler>("requests/{request_id}/raw", "hooks:requests:raw")
        .Service<Replays>()
        .Permission("hooks:sources:address", "See the secret addresses of sources")
        .Permission("hooks:requests:raw", "Read incoming requests as they arrived")
        .Event<Received>();
}
