using Ashlar.Contract.Errors;
using Ashlar.Core.Access;
using Ashlar.Core.Audit;
using Ashlar.Core.Http;
using Ashlar.Core.Protection.Phi;

namespace Ashlar.Core.Resources.Verbs;

/// <summary>Asks again, where rows are read, what was asked at the door; a door that stands open by mistake opens nothing. Writes are asked again by the pipeline.</summary>
internal sealed class ReadCheck(AccessCheck access, PhiReads phi, AuditLog audit)
{
    public async ValueTask<Error?> Refuse(HttpContext context, ResourceModel model, PermissionAccess needed, Guid? row = null)
    {
        if (access.Check(context.Request().Caller, needed, write: false, row) is not { } refused)
            return model.Phi.Count == 0 ? null : await phi.Refuse(context, model);
        if (context.Request().Caller is { } caller)
        {
            await audit.Write(AuditEntry.By(caller, context.Request().Info, $"access.{refused.Code}") with
            {
                Result = "denied",
                Resource = needed.Permission,
                ResourceId = row,
                Reason = $"{context.Request.Method} {context.Request.Path}: {refused.Message}",
            }, context.RequestAborted);
        }

        return refused;
    }
}
