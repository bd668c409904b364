using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;
using Ashlar.Core.Http;
using Ashlar.Core.Modules;
using Ashlar.Core.Resources.Definitions;

namespace Ashlar.Core.Access.Roles;

/// <summary>Built-in roles stay as they are; into others one can put only what one holds.</summary>
internal sealed class RoleIsYoursToShape(GrantingRules rules, ModuleRegistry modules, ResourceModels models) : IBeforeWrite<Role>
{
    public Task<Error?> BeforeWrite(Write<Role> write, CancellationToken cancel) => Task.FromResult(Check(write));

    private Error? Check(Write<Role> write)
    {
        if (write.Before is { Builtin: true })
            return AccessErrors.BuiltinRole;

        var (before, after) = (write.Kind is WriteKind.Restore ? null : write.Before, write.After);
        rules.Changed();
        if (write.Kind == WriteKind.Delete)
            return rules.Held(after.Deny);
        if (after.App is { } app && modules.Find(app) is null)
            return CoreErrors.Validation("app", $"There is no app '{app}'.");
        if ((rules.Exist("allow", after.Allow.Except(before?.Allow ?? [])) ?? rules.Exist("deny", after.Deny.Except(before?.Deny ?? [])) ?? RuleChecks.Check(after.Rules, modules, models)) is { } wrong)
            return wrong;

        // Changed rules or a changed app may open what was closed, so then everything is given anew.
        var reopened = before is null || before.App != after.App || before.Rules?.ToJsonString() != after.Rules?.ToJsonString();
        string[] given = [.. reopened ? after.Allow : after.Allow.Except(before!.Allow), .. before?.Deny.Except(after.Deny) ?? []];
        return rules.Held(given);
    }
}
