using System.Text.Json;
using Ashlar.Contract.Errors;
using Ashlar.Core.Access;
using Ashlar.Core.Files.Rows;
using Ashlar.Core.Http;
using Ashlar.Core.Identity;
using Ashlar.Core.Storage;
using Npgsql;

namespace Ashlar.Core.Resources.Queries;

/// <summary>Brings along the rows that relations of a page point at, under the caller's own permissions, rules and hidden fields.</summary>
internal sealed class Inclusions(ResourceModels models, FieldScopes scopes, AccessCheck access, Databases databases, TimeProvider time)
{
    /// <summary>Relations asked for, and the ids seen so far.</summary>
    internal sealed class Wanted
    {
        /// <summary>What most requests ask for; nothing is ever added to it.</summary>
        public static readonly Wanted Nothing = new();

        public Error? Error { get; set; }

        public List<(ResourceModel Target, int Ordinal)> Relations { get; } = [];

        public Dictionary<ResourceModel, HashSet<Guid>> Ids { get; } = [];

        /// <summary>Fields that hold files; whoever reads the row may open them, so he is told what they are.</summary>
        public List<int> FileOrdinals { get; } = [];

        public HashSet<Guid> Files { get; } = [];

        public void Take(NpgsqlDataReader reader)
        {
            foreach (var ordinal in FileOrdinals)
            {
                if (!reader.IsDBNull(ordinal))
                    Files.Add(reader.GetGuid(ordinal));
            }

            foreach (var (target, ordinal) in Relations)
            {
                if (reader.IsDBNull(ordinal))
                    continue;
                if (!Ids.TryGetValue(target, out var ids))
                    Ids[target] = ids = [];
                ids.Add(reader.GetGuid(ordinal));
            }
        }
    }

    public Wanted Collect(ReadPlan plan, IReadOnlyList<string> include)
    {
        if (include.Count == 0)
            return Wanted.Nothing;
        var wanted = new Wanted();
        foreach (var name in include)
        {
            if (Standard(name) is { } standard)
                wanted.Relations.Add(standard);
            else if (plan.Scope.Model.FileColumns.FirstOrDefault(c => c.Name == name && !c.Field.Secret && !plan.Scope.Hidden.Contains(c.Name)) is { } file)
                wanted.FileOrdinals.AddRange(plan.Ordinal(file) is >= 0 and var at ? [at] : []);
            else if (plan.Scope.Model.Columns.FirstOrDefault(c => c.Field.Relation?.Include == name && !plan.Scope.Hidden.Contains(c.Name)) is not { } column)
                wanted.Error = CoreErrors.Validation("include", $"{plan.Scope.Model.Key} has no relation '{name}'.", "unknown_relation");
            else if (plan.Ordinal(column) is >= 0 and var ordinal)
                wanted.Relations.Add((models[column.Field.Relation!.Resource], ordinal));
        }

        return wanted;
    }

    /// <summary>Writes <c>"included":[…]</c>. Targets the caller may not read are left out.</summary>
    public async Task Write(Utf8JsonWriter json, Wanted wanted, Caller caller, CancellationToken cancel)
    {
        json.WriteStartArray("included"u8);
        foreach (var (target, ids) in wanted.Ids)
        {
            if (!access.Can(caller, target.Definition.Permission("read")))
                continue;
            var scope = await scopes.Of(target, caller, cancel);
            var query = RowQuery.Start(scope, caller, time, Deleted.With);
            if (!query.Succeeded)
                continue;
            query.Value.AndIds(ids);
            var plan = scope.Discreet;
            var session = caller.Scope(target.Definition.ControlPlane);
            await databases.For(target.Definition, session.Placement).Read(session, [query.Value.Select(plan.Select)], async reader =>
            {
                while (await reader.ReadAsync(cancel))
                    plan.Write(json, reader, target.Definition.Type);
                return true;
            }, cancel);
        }

        if (wanted.Files.Count > 0)
            await FileReferences.Describe(databases, caller, wanted.Files, json, cancel);
        json.WriteEndArray();
    }

    private (ResourceModel Target, int Ordinal)? Standard(string name) => name switch
    {
        "client" => (models["org.clients"], 1),
        "created_by_user" => (models["org.users"], 3),
        "updated_by_user" => (models["org.users"], 5),
        _ => null,
    };
}
