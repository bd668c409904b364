using Ashlar.Contract.Modules;

namespace Ashlar.Core.Audit;

/// <summary>The log as a part of the core that every tenant has.</summary>
internal sealed class AuditModule : IModule
{
    public void Define(ModuleBuilder module) => module.Resource<AuditRecord, AuditRecordResource>();
}
