using Ashlar.Contract.Commands;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Modules;

namespace Ashlar.Core.Tests.Modules;

/// <summary>Answers with nothing; there to be reached or refused.</summary>
internal sealed record Reach : IQuery<Done>;

internal sealed class ReachHandler : IQueryHandler<Reach, Done>
{
    public Task<Result<Done>> Handle(Reach query, CancellationToken cancel) => Task.FromResult<Result<Done>>(Done.Value);
}

internal sealed class IspApp : IModule
{
    public void Define(ModuleBuilder module) => module
        .Query<Reach, ReachHandler>("network", "isp:network:read")
        .Query<Reach, ReachHandler>("portal", "isp:portal:read")
        .Query<Reach, ReachHandler>("mobile", "isp:mobile:read")
        .Query<Reach, ReachHandler>("reports", "isp:reports:read", feature: "reports")
        .Role("manager", "ISP manager", "isp:*:*")
        .Role("portal_customer", "Portal customer", "isp:portal:*")
        .Role("field_tech", "Field technician", "isp:mobile:read");
}

internal sealed class CommerceApp : IModule
{
    public void Define(ModuleBuilder module) => module
        .Query<Reach, ReachHandler>("store", "commerce:store:read")
        .Query<Reach, ReachHandler>("inventory", "commerce:inventory:read")
        .Role("sales", "Sales", "commerce:*:*")
        .Role("shopper", "Shopper", "commerce:store:*");
}

internal sealed class ProjectsApp : IModule
{
    public void Define(ModuleBuilder module) => module.Query<Reach, ReachHandler>("tasks", "projects:tasks:read").Role("member", "Project member", "projects:*:*");
}
