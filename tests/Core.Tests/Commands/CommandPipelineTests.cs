using Ashlar.Contract.Errors;
using Ashlar.Core.Access;
using Ashlar.Core.Audit;
using Ashlar.Core.Commands;
using Ashlar.Core.Http;
using Ashlar.Core.Identity;
using Ashlar.Core.Storage;
using Ashlar.Core.Tenancy;
using Ashlar.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Ashlar.Core.Tests.Commands;

/// <summary>The pipeline called directly, as if nothing stood before it.</summary>
public sealed class CommandPipelineTests(TestHost host) : IClassFixture<TestHost>
{
    private static readonly PermissionAccess _groups = new("org:groups:create");

    [Fact, Trait("feature", "RBC-08")]
    public async Task It_refuses_and_logs_what_the_door_would_have_refused()
    {
        var called = false;
        var result = await Pipeline.Run(new Call(await Caller(), new RequestInfo("direct-1", null), _groups) { ControlPlane = true }, (_, _) =>
        {
            called = true;
            return Task.FromResult<Result<Answer>>(Answer.NoContent);
        }, CancellationToken.None);

        Assert.Equal(("permission_denied", false), (result.Error?.Code, called));
        Assert.Equal(1, await Entries("direct-1", "denied"));
    }

    [Fact, Trait("feature", "TEN-21")]
    public async Task An_exception_takes_everything_back()
    {
        var call = new Call(await Caller("org:groups:create"), new RequestInfo("direct-2", null), _groups) { ControlPlane = true };
        await Assert.ThrowsAsync<InvalidOperationException>(() => Pipeline.Run(call, async (operation, cancel) =>
        {
            operation.Work.Audit(AuditEntry.By(operation.Caller, operation.Work.Request, "test.half"));
            await operation.Work.Flush(cancel);
            throw new InvalidOperationException("half way");
        }, CancellationToken.None));

        Assert.Equal(0, await Entries("direct-2", "ok"));
    }

    [Fact]
    public async Task A_change_that_meets_another_is_decided_again_on_what_is_there_now()
    {
        var attempts = 0;
        var call = new Call(await Caller("org:groups:create"), RequestInfo.None, _groups) { ControlPlane = true };
        var result = await Pipeline.Run(call, async (operation, cancel) =>
        {
            if (++attempts < 3)
                await (await operation.Work.Connection(cancel)).Scalar<bool>("SELECT public.require_one(0)", cancel);
            return Answer.NoContent;
        }, CancellationToken.None);

        Assert.Equal((true, 3), (result.Succeeded, attempts));
    }

    private CommandPipeline Pipeline => host.Services.GetRequiredService<CommandPipeline>();

    private async Task<Caller> Caller(params string[] permissions) => new()
    {
        UserId = Guid.Empty,
        Name = "Direct",
        Tenant = await host.Services.GetRequiredService<TenantDirectory>().ById(TenantInfo.PlatformId, CancellationToken.None),
        Permissions = new PermissionSet(permissions, []),
    };

    private Task<long> Entries(string request, string result) => host.Services.GetRequiredService<Databases>().System
        .Scalar<long>("SELECT count(*) FROM public.audit_logs WHERE request_id = $1 AND result = $2", CancellationToken.None, request, result);
}
