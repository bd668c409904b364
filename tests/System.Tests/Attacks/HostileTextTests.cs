using System.Net;
using System.Text;
using Ashlar.Contract.Values;

namespace Ashlar.System.Tests.Attacks;

/// <summary>Bytes that are no text and texts that mean harm, on every resource there is.</summary>
public sealed class HostileTextTests(Target target) : IClassFixture<Target>
{
    private static readonly byte[][] _bodies =
    [
        [], "null"u8.ToArray(), "{"u8.ToArray(), "[]"u8.ToArray(), "\"\""u8.ToArray(), "{\"\":0}"u8.ToArray(), "{\"a\":1,\"a\":2}"u8.ToArray(),
        "{\"\\uD800\":0}"u8.ToArray(), "{\"name\":\"\\uDFAA\"}"u8.ToArray(), "{\"custom\":{\"\\uD800\":\"x\"}}"u8.ToArray(), "{\"client_id\":\"\\uD800\"}"u8.ToArray(),
        "{\"ids\":[\"\\uD800\"],\"op\":\"delete\"}"u8.ToArray(), "[{\"\\uD800\":\"x\"}]"u8.ToArray(),
        [.. "{\"name\":\""u8, 0xFF, 0xC0, 0xAF, .. "\"}"u8], [.. "{\""u8, 0xED, 0xA0, 0x80, .. "\":1}"u8], [0xFE, 0xFF, 0x00, 0x7B], "{\"name\":\"a\\u0000b\"}"u8.ToArray(),
        Encoding.UTF8.GetBytes(new string('[', 5000)), Encoding.UTF8.GetBytes($"{{\"name\":{new string('9', 5000)}}}"), "{\"name\":1e999}"u8.ToArray(),
    ];

    private static readonly string[] _queries =
    [
        "q=x", "q=%25", "q=%E2%80%AE", "q=%5C", "q='", "q=%00", "q=a%20b%20c", "sort=%00", "sort=-", "cursor=e30", "cursor=WyJ4Il0", "limit=-1", "limit=99999999999999999999", "fields=%00", "include=%00",
        "filter=%7B%22field%22:%22created_at%22,%22op%22:%22gt%22,%22value%22:%22%5Cud800%22%7D", "filter=%7B%22%5CuDFAA%22:0%7D", "filter=[[[[", "filter=%22x%22",
        "filter[created_at][gt]=$now%2B9999y", "filter[created_at][lt]=$today-9999y", "filter[id][in]=x", "filter[or][x]=1", "filter[]=1", "filter[id][eq]=%00", "%00=1", "deleted=maybe",
    ];

    [Fact]
    public async Task Broken_bodies_are_refused_by_every_write_of_every_resource()
    {
        foreach (var path in target.Paths)
        {
            foreach (var body in _bodies)
            {
                foreach (var route in (string[])["", "/bulk", "/import", "/import/preview", $"/{Ids.New()}/revert"])
                    await Target.Unbroken(target.Victim.Admin, HttpMethod.Post, path + route, body);
                await Target.Unbroken(target.Victim.Admin, HttpMethod.Patch, $"{path}/{Ids.New()}", body);
                await Target.Unbroken(target.Victim.Admin, HttpMethod.Put, $"{path}/{Ids.New()}", body);
            }
        }
    }

    [Fact]
    public async Task Broken_bodies_are_refused_before_anybody_has_signed_in()
    {
        foreach (var body in _bodies)
        {
            foreach (var route in (string[])["login", "refresh", "register", "verify_email", "password/forgot", "password/reset", "invitations/x/accept"])
                Assert.NotEqual(HttpStatusCode.OK, await Target.Unbroken(target.Host.Client, HttpMethod.Post, $"/api/v1/auth/{route}", body));
        }
    }

    [Fact]
    public async Task Every_list_withstands_every_query()
    {
        foreach (var path in target.Paths)
        {
            foreach (var query in _queries)
            {
                foreach (var route in (string[])["", "/aggregate", "/export"])
                    await Target.Unbroken(target.Victim.Admin, HttpMethod.Get, $"{path}{route}?{query}");
            }
        }
    }

    [Fact]
    public async Task Every_field_can_be_filtered_sorted_and_grouped_or_says_why_not()
    {
        foreach (var resource in target.Resources)
        {
            var path = resource.GetProperty("path").GetString()!;
            foreach (var field in resource.GetProperty("fields").EnumerateArray().Select(field => field.GetProperty("name").GetString()!).Concat(["id", "created_at", "version", "client_id", "tenant_id"]))
            {
                foreach (var query in (string[])[$"sort=-{field}", $"filter[{field}][eq]=$me", $"filter[{field}][in]=1,x,", $"filter[{field}][between]=0", $"filter[{field}][contains]=%25%00", $"filter[{field}][some]=%00", $"filter[{field}][null]=x"])
                    await Target.Unbroken(target.Victim.Admin, HttpMethod.Get, $"{path}?{query}");
                foreach (var query in (string[])[$"group={field}", $"group={field}:month", $"metrics=sum({field})", $"metrics=avg({field})", $"metrics=min({field}),max({field})"])
                    await Target.Unbroken(target.Victim.Admin, HttpMethod.Get, $"{path}/aggregate?{query}");
            }
        }
    }
}
