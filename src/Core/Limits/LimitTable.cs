using System.Collections.Concurrent;
using Ashlar.Core.Access;
using Ashlar.Core.Http;
using Ashlar.Core.Lifecycle;
using Ashlar.Core.Modules;
using Ashlar.Core.Resources;

namespace Ashlar.Core.Limits;

/// <summary>
/// The class of every endpoint. Metadata decides; otherwise the kind of route and who may call it do, and what nothing names is of the
/// class default, so that no endpoint is without a limit.
/// </summary>
internal sealed class LimitTable(ModuleRegistry modules)
{
    public const string PlanLimit = "requests_per_minute";
    private const long Upload = 12 * 1024 * 1024;
    private const string Stream = "/api/v1/events/stream";

    private static readonly HashSet<string> _adminModules = new(StringComparer.Ordinal) { "platform", "rbac", "org", "settings", "audit" };

    private readonly ConcurrentDictionary<Endpoint, EndpointLimit> _limits = new();

    public EndpointLimit Of(Endpoint endpoint) => _limits.TryGetValue(endpoint, out var limit) ? limit : _limits.GetOrAdd(endpoint, Find);

    /// <summary>Stops the start when a manifest limits what its module does not have.</summary>
    public void Check(IEnumerable<Endpoint> endpoints)
    {
        // To look at them builds them all, once more than requests need.
        if (modules.Modules.All(module => module.Manifest.RateLimits.Count == 0))
            return;
        var names = endpoints.SelectMany(Names).ToHashSet();
        var wrong = modules.Modules.SelectMany(module => module.Manifest.RateLimits.Keys.Where(method => !names.Contains((module.Id, method)))
            .Select(method => $"{module.Id}: rate_limits names '{method}', which is no method of it. Methods are commands, queries and verbs of resources, such as leads.create, or *.")).ToList();
        if (wrong.Count > 0)
            throw new StartException(string.Join(Environment.NewLine, wrong));
    }

    private EndpointLimit Find(Endpoint endpoint)
    {
        var own = endpoint.Metadata.GetOrderedMetadata<LimitedAs>();
        var policy = own.LastOrDefault(limited => limited.Policy is not null)?.Policy ?? Automatic(endpoint);
        var uploads = endpoint.Metadata.GetMetadata<ResourceRoute>() is { Verb: "import" or "import_preview" };
        var max = own.LastOrDefault(limited => limited.MaxBody is not null)?.MaxBody ?? (uploads ? Upload : JsonBody.MaxBytes);

        var module = endpoint.Metadata.GetMetadata<PermissionAccess>()?.Module is { } id ? modules.Find(id) : null;
        var (method, rate) = Stated(endpoint, module);
        var planned = module is { Core: false } && module.Manifest.Limits.Any(limit => limit.Id == PlanLimit);
        return new EndpointLimit(policy, max, method, rate, planned ? module!.Id : null, Path(endpoint) == Stream);
    }

    /// <summary>The strictest of what the manifest says of a method by its full name, its short name and all methods.</summary>
    private static (string? Method, Rate Rate) Stated(Endpoint endpoint, InstalledModule? module)
    {
        if (module is null || module.Manifest.RateLimits.Count == 0)
            return default;
        foreach (var (of, name) in Names(endpoint))
        {
            if (of == module.Id && module.Manifest.RateLimits.TryGetValue(name, out var text) && Rate.TryParse(text, out var rate))
                return ($"{of}.{name}", rate);
        }

        return default;
    }

    /// <summary>What a manifest may call the method behind a route, most particular first.</summary>
    private static IEnumerable<(string Module, string Name)> Names(Endpoint endpoint)
    {
        if (endpoint.Metadata.GetMetadata<CommandRoute>() is { } command)
            return [(command.Resource.Module, $"{command.Resource.Plural}.{command.Command.Name}"), (command.Resource.Module, command.Command.Name), (command.Resource.Module, "*")];
        if (endpoint.Metadata.GetMetadata<QueryRoute>() is { } query)
            return [(query.Module, query.Query.Path), (query.Module, "*")];
        if (endpoint.Metadata.GetMetadata<ResourceRoute>() is { } route)
            return [(route.Resource.Module, $"{route.Resource.Plural}.{route.Verb}"), (route.Resource.Module, $"{route.Resource.Plural}.*"), (route.Resource.Module, "*")];
        return [];
    }

    private static LimitPolicy Automatic(Endpoint endpoint)
    {
        var path = Path(endpoint);
        if (path.StartsWith("/health", StringComparison.Ordinal))
            return LimitPolicies.Probe;
        if (path.StartsWith("/api/v1/core/", StringComparison.Ordinal))
            return LimitPolicies.Core;
        if (path == "/api/v1/search")
            return LimitPolicies.Search;
        if (endpoint.Metadata.GetMetadata<ResourceRoute>() is { Verb: "bulk" or "import" })
            return LimitPolicies.Bulk;
        return endpoint.Metadata.GetMetadata<EndpointAccess>() switch
        {
            AnonymousAccess when path.StartsWith("/hooks/", StringComparison.Ordinal) || path.StartsWith("/api/v1/hooks/", StringComparison.Ordinal) => LimitPolicies.Hook,
            AnonymousAccess when path.StartsWith("/api/v1/auth/challenge", StringComparison.Ordinal) => LimitPolicies.Challenge,
            AnonymousAccess when path == "/api/v1/auth/passkey/options" => LimitPolicies.Session,
            AnonymousAccess when path.StartsWith("/api/v1/auth/", StringComparison.Ordinal) && !IsRead(endpoint) => LimitPolicies.Auth,
            SignedInAccess => LimitPolicies.Session,
            PermissionAccess { Module: "meta" } => LimitPolicies.Session,
            PermissionAccess access when _adminModules.Contains(access.Module) => LimitPolicies.Admin,
            _ => LimitPolicies.Default,
        };
    }

    private static bool IsRead(Endpoint endpoint) => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.All(HttpMethods.IsGet) == true;

    private static string Path(Endpoint endpoint) => $"/{(endpoint as RouteEndpoint)?.RoutePattern.RawText?.TrimStart('/')}";
}
