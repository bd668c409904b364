using System.Net;
using Ashlar.Core.Access;
using Ashlar.Core.Limits;
using Ashlar.TestKit;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Ashlar.Architecture.Tests;

/// <summary>Walks the endpoint table of the running host and asks every address: each has a class, and each says so in its answer.</summary>
public sealed class LimitRules(TestHost host) : IClassFixture<TestHost>
{
    private IReadOnlyList<RouteEndpoint> Endpoints => [.. host.Services.GetRequiredService<IEnumerable<EndpointDataSource>>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()];

    [Fact]
    [Trait("feature", "RTL-08")]
    public async Task Every_endpoint_counts_every_request_even_those_it_refuses()
    {
        var table = host.Services.GetRequiredService<LimitTable>();
        var silent = new List<string>();
        foreach (var endpoint in Endpoints)
        {
            var method = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods[0] ?? "GET";
            var path = "/" + string.Join('/', endpoint.RoutePattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(part => part is Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal ? literal.Content : Guid.Empty.ToString()))));
            using var answer = await host.Client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path), HttpCompletionOption.ResponseHeadersRead);
            var policy = answer.Headers.TryGetValues("RateLimit-Policy", out var values) ? values.Single() : "";
            if (!policy.StartsWith($"\"{table.Of(endpoint).Policy.Name}\";q=", StringComparison.Ordinal) || !answer.Headers.Contains("RateLimit"))
                silent.Add($"{method} {path}: {(int)answer.StatusCode} {policy}");
        }

        Assert.Empty(silent);
    }

    [Fact]
    [Trait("feature", "RTL-08")]
    public void Each_class_has_the_endpoints_that_its_name_promises()
    {
        var table = host.Services.GetRequiredService<LimitTable>();
        var classes = Endpoints.ToLookup(endpoint => table.Of(endpoint).Policy.Name, endpoint => endpoint.RoutePattern.RawText!);

        Assert.Contains("/api/v1/auth/login", classes["auth"]);
        Assert.All(Endpoints.Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith("/api/v1/auth/", StringComparison.Ordinal) && endpoint.Metadata.GetMetadata<EndpointAccess>() is AnonymousAccess
            && endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods[0] == "POST" && endpoint.RoutePattern.RawText is not ("/api/v1/auth/refresh" or "/api/v1/auth/logout" or "/api/v1/auth/passkey/options")), endpoint => Assert.Contains(table.Of(endpoint).Policy.Name, (string[])["auth", "challenge"]));
        Assert.Equal(["/api/v1/search"], classes["search"]);
        Assert.All(classes["bulk"], path => Assert.Matches("/(bulk|import)$", path));
        Assert.Contains("/api/v1/crm/accounts/bulk", classes["bulk"]);
        Assert.Contains("/api/v1/rbac/roles", classes["admin"]);
        Assert.Contains("/api/v1/platform/tenants", classes["admin"]);
        Assert.Contains("/api/v1/crm/accounts", classes["default"]);
        Assert.All(Endpoints.Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith("/api/v1/core/", StringComparison.Ordinal)), endpoint => Assert.Equal("core", table.Of(endpoint).Policy.Name));
    }
}
