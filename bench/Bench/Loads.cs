using System.Diagnostics;

namespace Ashlar.Bench;

/// <summary>The requests of each load, spread over all tenants.</summary>
internal static class Loads
{
    public static IReadOnlyList<Request> Requests(string load, IReadOnlyList<Installation.Tenant> tenants, bool bare)
    {
        var requests = new List<Request>();
        for (var i = 0; i < 20; i++)
        {
            foreach (var tenant in tenants)
            {
                var root = bare ? $"/{tenant.Id}/accounts" : "/api/v1/crm/accounts";
                var token = bare ? "none" : $"Bearer {tenant.Token}";
                requests.Add(load switch
                {
                    "R1" => new Request("GET", $"{root}/{tenant.Rows[i % tenant.Rows.Count]}", token, null),
                    "R2" => new Request("GET", bare ? $"{root}?status=active" : $"{root}?filter[status][eq]=active&sort=-created_at", token, null),
                    "W1" => new Request("POST", root, token, """{"name":"New account","status":"prospect","phone":"030 123456","city":"Kiel","email":"new@example.test"}"""),
                    _ => new Request("PATCH", $"{root}/{tenant.Rows[i % tenant.Rows.Count]}", token, $$"""{"city":"City {{Stopwatch.GetTimestamp() % 100000}}"}"""),
                });
            }
        }

        return requests;
    }
}
