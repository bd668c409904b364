using Ashlar.Contract.Errors;
using Ashlar.Core.Access;
using Ashlar.Core.Access.Org;
using Ashlar.Core.Http;
using Ashlar.Core.Http.OpenApi;
using Ashlar.Core.Tenancy;

namespace Ashlar.Core.Modules;

/// <summary>The catalogue, and buying from it.</summary>
internal static class CatalogueEndpoints
{
    public static void MapCatalogue(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/catalogue", List).Anonymous("Prospects see what is on offer before they sign in.").Describes(CatalogueDocs.List);
        // The core's refusal comes before the question who asks: nobody can switch it off.
        routes.MapPost("/api/v1/catalogue/{module}/subscribe", Subscribe).SignedIn().Describes(CatalogueDocs.Subscribe);
        routes.MapPost("/api/v1/catalogue/{module}/unsubscribe", Unsubscribe).SignedIn().Describes(CatalogueDocs.Unsubscribe);
    }

    private static IResult List(HttpContext context, Catalogue catalogue) => Envelope.Many("catalogue.app", catalogue.For(context.Request().Caller?.Tenant));

    private static async Task<IResult> Subscribe(HttpContext context, string module, Subscriptions subscriptions, ModuleRegistry modules, AccessCheck access, TenantDirectory tenants, Catalogue catalogue, CancellationToken cancel)
    {
        var caller = context.Caller();
        if (Refused(context, module, modules, access) is { } refused)
            return Envelope.Failure(refused);

        var body = await TypedBody.Read<SubscribeBody>(context);
        if (!body.Succeeded)
            return Envelope.Failure(body.Error);
        if (await subscriptions.Write(caller.TenantId, subscriptions.Subscribe(caller.Tenant!, module, body.Value.Plan, null, caller, context.Request().Info), cancel) is { } error)
            return Envelope.Failure(error);

        return await App(caller.TenantId, module, tenants, catalogue, cancel);
    }

    private static async Task<IResult> Unsubscribe(HttpContext context, string module, Subscriptions subscriptions, ModuleRegistry modules, AccessCheck access, TenantDirectory tenants, Catalogue catalogue, CancellationToken cancel)
    {
        var caller = context.Caller();
        if ((Refused(context, module, modules, access) ?? await subscriptions.Write(caller.TenantId, subscriptions.Unsubscribe(caller.Tenant!, module, caller, context.Request().Info), cancel)) is { } error)
            return Envelope.Failure(error);

        return await App(caller.TenantId, module, tenants, catalogue, cancel);
    }

    private static Error? Refused(HttpContext context, string module, ModuleRegistry modules, AccessCheck access) => modules.IsCore(module)
        ? ModuleErrors.CoreAlwaysOn(module)
        // What an organisation buys is not for somebody confined to one of its clients to decide.
        : context.Caller().ClientId is not null ? CoreErrors.PermissionDenied(OrgModule.ManageSubscriptions)
        : access.Check(context.Caller(), new PermissionAccess(OrgModule.ManageSubscriptions), write: true);

    private static async Task<IResult> App(Guid tenant, string module, TenantDirectory tenants, Catalogue catalogue, CancellationToken cancel)
    {
        var (id, attributes) = catalogue.For(await tenants.ById(tenant, cancel)).Single(app => app.Id == module);
        return Envelope.One(id, "catalogue.app", attributes);
    }

    private sealed record SubscribeBody(string Plan);
}
