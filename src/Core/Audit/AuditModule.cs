using Ashlar.Contract.Modules;
using Ashlar.Core.Audit.Alerts;
using Ashlar.Core.Audit.Erasure;
using Ashlar.Core.Audit.Requests;

namespace Ashlar.Core.Audit;

/// <summary>The log as a part of the core that every tenant has.</summary>
internal sealed class AuditModule : IModule
{
    public void Define(ModuleBuilder module)
    {
        module.Resource<AuditRecord, AuditRecordResource>().Resource<Alert, AlertResource>().Resource<RequestRecord, RequestRecordResource>().Resource<ErasureRecord, ErasureRecordResource>()
            .Command<AcknowledgeAlert, AcknowledgeAlertHandler>("alerts", command => command.Label("Acknowledge"))
            .Command<ErasePerson, ErasePersonHandler>("erasures", command => command.AsSystem().Named("erase", "Erase a person").Danger().StepUp().Relation("user_id", "org.users")
                .Confirm("Take this person's name, addresses and values out of the log for good? Entries and seals stay.")
                .Field("reason", field => field with { Hint = "Who asked for it, and why; without the name, because the reason stays." })
                .Field("user_id", field => field with { Label = "Member", Hint = "Somebody who is disabled." })
                .Field("row", field => field with { Label = "Row about the person", Hint = "Its resource and id, as in crm.contacts/01a2…" })
                .Field("texts", field => field with { Label = "Texts that name the person", Hint = "E-mail addresses and full names. Those of a member are looked for by themselves." })
                .Field("rehearse", field => field with { Label = "Only count", Hint = "Says how many entries it would touch, and changes nothing." }))
            .Event<AlertRaised>();
        foreach (var setting in AuditSettings.All)
            module.Setting(setting);
    }
}
