using Ashlar.Core.Access;
using Ashlar.Core.Modules;
using Ashlar.TestKit;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Ashlar.Architecture.Tests;

/// <summary>Walks the endpoint table of the running host.</summary>
public sealed class EndpointRules(TestHost host) : IClassFixture<TestHost>
{
    /// <summary>Every address that answers without sign-in. A new one needs a reviewer who agrees with its reason.</summary>
    private static readonly string[] _anonymous =
    [
        "GET /.well-known/audit-keys.json",
        "GET /.well-known/jwks.json",
        "GET /api/v1/auth/invitations/{token}",
        "GET /api/v1/auth/password/policy",
        "GET /api/v1/auth/providers",
        "GET /api/v1/catalogue",
        "GET /api/v1/files/links/{token}",
        "GET /api/v1/setup",
        "GET /api/v1/version",
        "GET /docs/api",
        "GET /docs/api/reference.js",
        "GET /docs/errors",
        "GET /health",
        "GET /health/live",
        "GET /health/ready",
        "GET /health/startup",
        "GET /metrics",
        "GET /openapi/v1.json",
        "POST /api/v1/auth/challenge",
        "POST /api/v1/auth/challenge/passkey",
        "POST /api/v1/auth/challenge/send",
        "POST /api/v1/auth/invitations/{token}/accept",
        "POST /api/v1/auth/login",
        "POST /api/v1/auth/logout",
        "POST /api/v1/auth/passkey",
        "POST /api/v1/auth/passkey/options",
        "POST /api/v1/auth/password/forgot",
        "POST /api/v1/auth/password/reset",
        "POST /api/v1/auth/providers/complete",
        "POST /api/v1/auth/providers/{id:guid}/begin",
        "POST /api/v1/auth/refresh",
        "POST /api/v1/auth/register",
        "POST /api/v1/auth/verify_email",
        "POST /hooks/{source}/{token}",
    ];

    private IReadOnlyList<RouteEndpoint> Endpoints => [.. host.Services.GetRequiredService<IEnumerable<EndpointDataSource>>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()];

    [Fact]
    public void Every_endpoint_says_who_may_call_it() =>
        Assert.Empty(Endpoints.Where(endpoint => endpoint.Metadata.GetOrderedMetadata<EndpointAccess>().Count != 1).Select(Name));

    [Fact]
    public void Nothing_but_the_reviewed_addresses_answers_without_sign_in() =>
        Assert.Equal(_anonymous, Endpoints.Where(endpoint => endpoint.Metadata.GetMetadata<EndpointAccess>() is AnonymousAccess).Select(Name).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_open_address_states_its_reason() =>
        Assert.All(Endpoints.Select(endpoint => endpoint.Metadata.GetMetadata<EndpointAccess>()).OfType<AnonymousAccess>(), access => Assert.True(access.Reason.Length > 15));

    [Fact]
    public void Every_permission_an_endpoint_asks_for_can_be_granted()
    {
        var catalogue = host.Services.GetRequiredService<ModuleRegistry>().PermissionCodes;
        Assert.Empty(Endpoints.Select(endpoint => endpoint.Metadata.GetMetadata<EndpointAccess>()).OfType<PermissionAccess>().Select(access => access.Permission).Where(code => !catalogue.Contains(code)).Distinct());
    }

    private static string Name(RouteEndpoint endpoint) =>
        $"{endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods[0] ?? "*"} /{endpoint.RoutePattern.RawText?.TrimStart('/')}";
}
