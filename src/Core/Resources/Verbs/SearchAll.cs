using System.Text.Json.Nodes;
using Ashlar.Contract.Resources;
using Ashlar.Core.Access;
using Ashlar.Core.Http;
using Ashlar.Core.Storage;
using Npgsql;

namespace Ashlar.Core.Resources.Verbs;

/// <summary>GET /api/v1/search: the first rows of every readable resource that match, for the command palette.</summary>
internal sealed class SearchAll(Databases databases, ResourceModels models, FieldScopes scopes, AccessCheck access, TimeProvider time)
{
    private const int PerResource = 5;

    private static readonly HashSet<string> _leftOut = new(StringComparer.Ordinal) { "audit.entries", "meta.views", "meta.custom_fields" };

    public async Task Handle(HttpContext context)
    {
        var text = context.Request.Query["q"].ToString().Trim();
        if (text.Length is < 2 or > 200 || text.Contains('\0', StringComparison.Ordinal))
        {
            await context.WriteError(CoreErrors.Validation("q", "Search for 2 to 200 characters."));
            return;
        }

        var (caller, cancel) = (context.Caller(), context.RequestAborted);
        var found = new JsonArray();
        foreach (var place in Searched(caller).GroupBy(model => model.Definition.ControlPlane))
        {
            var session = caller.Scope(place.Key);
            var statements = new List<NpgsqlBatchCommand>();
            var queried = new List<(ResourceModel Model, ReadPlan Plan)>();
            foreach (var model in place)
            {
                var scope = await scopes.Of(model, caller, cancel);
                var query = RowQuery.Start(scope, caller, time, Deleted.Without);
                if (!query.Succeeded || scope.Hidden.Contains(model.Title.Name))
                    continue;
                query.Value.AndSearch(text);
                var plan = new ReadPlan(scope, [model.Title.Name, .. model.Search.Take(3).Select(column => column.Name)]);
                statements.Add(query.Value.Select(plan.Select, $" ORDER BY updated_at DESC LIMIT {PerResource}"));
                queried.Add((model, plan));
            }

            if (queried.Count > 0)
                await databases.App(session.Placement).Read(session, statements, reader => Read(reader, queried, found, cancel), cancel);
        }

        await Envelope.Data(found).ExecuteAsync(context);
    }

    private IEnumerable<ResourceModel> Searched(Identity.Caller caller) => models.Definitions
        .Where(definition => !definition.AcrossTenants && !_leftOut.Contains(definition.Key) && definition.Fields.Any(field => field.Searchable) && access.Can(caller, definition.Permission("read")))
        .Select(definition => models[definition.Key]);

    private static async Task<bool> Read(NpgsqlDataReader reader, List<(ResourceModel Model, ReadPlan Plan)> queried, JsonArray found, CancellationToken cancel)
    {
        foreach (var (model, plan) in queried)
        {
            while (await reader.ReadAsync(cancel))
            {
                var texts = plan.Columns.Select(column => (column, ordinal: plan.Ordinal(column))).Where(c => !reader.IsDBNull(c.ordinal)).Select(c => (c.column, text: c.column.Type.Text(c.column.Type.Load(reader, c.ordinal)))).ToList();
                found.Add((JsonNode)new JsonObject
                {
                    ["id"] = reader.GetGuid(0).ToString(),
                    ["type"] = model.Definition.Type,
                    ["attributes"] = new JsonObject
                    {
                        ["title"] = texts.Where(t => t.column == model.Title).Select(t => t.text).FirstOrDefault() ?? "",
                        ["subtitle"] = string.Join(" · ", texts.Where(t => t.column != model.Title).Select(t => t.text)),
                        ["resource"] = model.Key,
                    },
                });
            }

            await reader.NextResultAsync(cancel);
        }

        return true;
    }
}
