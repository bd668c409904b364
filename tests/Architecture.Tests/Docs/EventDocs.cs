using System.Text;
using System.Text.Json;
using Ashlar.Contract.Modules;
using Ashlar.Core.Events;
using Ashlar.Core.Http.OpenApi;
using Ashlar.Core.Resources.Definitions;
using Ashlar.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Ashlar.Architecture.Tests.Docs;

/// <summary>docs/events.md: every event and its fields.</summary>
public sealed class EventDocs(TestHost host) : IClassFixture<TestHost>
{
    [Fact]
    public void The_list_of_events_is_up_to_date() => Snapshot.Matches("docs/events.md", Render());

    private string Render()
    {
        var generated = host.Services.GetRequiredService<ResourceModels>().Definitions.Select(definition => definition.Type).Order(StringComparer.Ordinal);
        var text = new StringBuilder("""
            # Events

            Generated; change the code and run `./ashlar docs`. An event is recorded in the transaction of the change and delivered at least once after
            the commit, never when the change fails. Whoever reacts declares the fields it reads; a field that is not sent stops the start.

            ## Published by modules

            | event | fields |
            | --- | --- |

            """);
        foreach (var e in host.Services.GetRequiredService<IReadOnlyList<ModuleDefinition>>().SelectMany(module => module.Events).OrderBy(e => e.Type, StringComparer.Ordinal))
            text.AppendLine($"| `{e.Type}` | {string.Join(", ", TypeSchema.Written(e.Data)["properties"]!.AsObject().Select(field => $"`{field.Key}` {Kind(field.Value!)}"))} |");

        text.AppendLine().AppendLine("## Of every resource").AppendLine()
            .AppendLine($"`{{type}}_created`, `{{type}}_updated`, `{{type}}_deleted`, `{{type}}_restored` with {string.Join(", ", typeof(EventCatalog.RowChanged).GetProperties().Select(field => $"`{JsonNamingPolicy.SnakeCaseLower.ConvertName(field.Name)}`"))}, for these types:").AppendLine();
        foreach (var type in generated)
            text.AppendLine($"- `{type}`");
        return text.ToString();
    }

    private static string Kind(System.Text.Json.Nodes.JsonNode schema) =>
        schema["$ref"] is { } reference ? ((string)reference!).Split('/')[^1].ToLowerInvariant()
        : schema["anyOf"] is { } either ? $"{Kind(either[0]!)} or null"
        : string.Join(" or ", (schema["type"] is System.Text.Json.Nodes.JsonArray types ? types.Select(type => (string)type!) : [(string?)schema["type"] ?? "any"])) + ((string?)schema["format"] is { } format ? $" ({format})" : "");
}
