using System.Text.Json.Nodes;
using Ashlar.Core.Access;
using Ashlar.Core.Audit;
using Ashlar.Core.Identity;
using Ashlar.Core.Protection.Detection.Writing;

namespace Ashlar.Core.Protection.Phi;

/// <summary>What about somebody's health one operation has read, to be put on record before its answer leaves.</summary>
internal sealed class PhiSeen
{
    private readonly Dictionary<string, (HashSet<Guid> Rows, HashSet<string> Fields)> _seen = new(StringComparer.Ordinal);

    /// <summary>Unclassified fields that the operation wrote health information into.</summary>
    public IReadOnlyList<FieldPhi> Written { get; private set; } = [];

    public void Wrote(IReadOnlyList<FieldPhi> found) => Written = found.Count == 0 ? Written : [.. Written, .. found];

    public void Saw(string resource, Guid row, params IEnumerable<string> fields)
    {
        if (!_seen.TryGetValue(resource, out var seen))
            _seen[resource] = seen = ([], new HashSet<string>(StringComparer.Ordinal));
        seen.Rows.Add(row);
        seen.Fields.UnionWith(fields);
    }

    /// <summary>An entry per resource for what was seen since the last call.</summary>
    public IReadOnlyList<AuditEntry> Take(Caller caller, RequestInfo request, string? reason)
    {
        if (_seen.Count == 0)
            return [];
        List<AuditEntry> entries = [.. _seen.Select(seen => Entry(caller, request, seen.Key, seen.Value.Rows, seen.Value.Rows.Count, seen.Value.Fields, reason))];
        _seen.Clear();
        return entries;
    }

    /// <param name="caller">Who reads.</param>
    /// <param name="request">The request it is for.</param>
    /// <param name="resource">What is read.</param>
    /// <param name="rows">Which rows; empty for a file, whose rows the count tells.</param>
    /// <param name="count">How many rows.</param>
    /// <param name="fields">Which fields.</param>
    /// <param name="reason">Why, in the reader's words.</param>
    /// <param name="leaves">A file takes it out of the platform.</param>
    public static AuditEntry Entry(Caller caller, RequestInfo request, string resource, IReadOnlyCollection<Guid> rows, long count, IEnumerable<string> fields, string? reason, bool leaves = false) =>
        AuditEntry.By(caller, request, "phi_access") with
        {
            Resource = resource,
            ResourceId = rows.Count == 1 ? rows.First() : null,
            Reason = reason,
            Changes = new JsonObject
            {
                ["phi_detected"] = new JsonObject { ["to"] = true },
                // Somebody has to be told when clearance was taken in an emergency, or when data left in a file.
                ["requires_notification"] = new JsonObject { ["to"] = leaves || caller.Permissions.Traits.Contains(Clearances.BreakGlass) },
                ["fields"] = new JsonObject { ["to"] = new JsonArray([.. fields.Select(field => (JsonNode)field)]) },
                ["rows"] = new JsonObject { ["to"] = count },
                ["ids"] = new JsonObject { ["to"] = new JsonArray([.. rows.Select(row => (JsonNode)row)]) },
            }.ToJsonString(),
        };
}
