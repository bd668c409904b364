using System.Text;
using Ashlar.Core.Access;
using Ashlar.Core.Audit;
using Ashlar.Core.Http.OpenApi;
using Ashlar.Core.Resources.Definitions;
using Ashlar.TestKit;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Ashlar.Architecture.Tests.Docs;

/// <summary>docs/ops/open-routes.md: the closed lists of what answers without sign-in and of what changes something without an entry in the log.</summary>
[Trait("feature", "SEC-09")]
public sealed class OpenRoutesDocs(TestHost host) : IClassFixture<TestHost>
{
    private IReadOnlyList<(RouteEndpoint Endpoint, string Path, string Method)> Routes =>
        new Document(host.Services.GetRequiredService<IEnumerable<EndpointDataSource>>(), host.Services.GetRequiredService<ResourceModels>()).Routes;

    [Fact]
    public void The_lists_are_up_to_date() => Snapshot.Matches("docs/ops/open-routes.md", Render());

    [Fact]
    public void Only_writes_are_on_the_list_of_those_without_an_entry() =>
        Assert.All(Routes.Where(route => route.Endpoint.Metadata.GetMetadata<LeavesNoEntry>() is not null), route => Assert.NotEqual("GET", route.Method));

    [Fact]
    public void Every_reason_is_a_sentence() =>
        Assert.All(Routes.Select(route => route.Endpoint.Metadata.GetMetadata<LeavesNoEntry>()?.Reason ?? "It says why."), reason => Assert.True(reason.Length > 10 && reason.EndsWith('.'), reason));

    private string Render()
    {
        var text = new StringBuilder("""
            # Open routes

            Generated from the routes; change the code and run `./ashlar docs`. Every other route refuses whoever has not signed in, which `DoorTests` prove of each. Every
            other write leaves its entry in the sealed log.

            ## Routes that answer without sign-in

            | route | why |
            | --- | --- |

            """);
        foreach (var (endpoint, path, method) in Routes)
        {
            if (endpoint.Metadata.GetMetadata<EndpointAccess>() is AnonymousAccess open)
                text.AppendLine($"| `{method} {path}` | {open.Reason} |");
        }

        text.Append("""

            The files of the console are open as well, and every other address that is no route answers 404.

            ## Writes that leave no entry in the log

            | route | why |
            | --- | --- |

            """);
        foreach (var (endpoint, path, method) in Routes)
        {
            if (endpoint.Metadata.GetMetadata<LeavesNoEntry>() is { } silent)
                text.AppendLine($"| `{method} {path}` | {silent.Reason} |");
        }

        return text.Append("""

            Plain reads leave no entry either; those of health information, of files, of secrets and of exports do, before the answer leaves. Beside the log, the
            [record of requests](audit.md) keeps every call of every route, reads counted by minute, without bodies, queries and headers.

            """).ToString();
    }
}
