using System.Net.Http.Json;
using Ashlar.Core.Events;
using Ashlar.Core.Resources.Rows;
using Ashlar.Core.Storage;
using Ashlar.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Ashlar.Modules.Tests.Resources;

/// <summary>Events, the live stream and the end of deleted rows, on the real host.</summary>
public sealed class EventTests(TestServer server)
{
    [Fact, Trait("feature", "OBS-19")]
    public async Task The_live_stream_tells_each_organisation_its_own_changes()
    {
        await using var host = new TestHost(server);
        await host.InitializeAsync();
        var ours = await Organisation.Make(host, "ours", "shared", "crm");
        var theirs = await Organisation.Make(host, "theirs", "shared", "crm");
        var stream = Listen(ours.Admin, null, "crm.accounts");
        await Task.Delay(500);
        var foreign = await Organisation.Data(await theirs.Admin.PostAsJsonAsync("/api/v1/crm/accounts", new { name = "Theirs" }));
        var made = await Organisation.Data(await ours.Admin.PostAsJsonAsync("/api/v1/crm/accounts", new { name = "Ours" }));

        var (lastId, told) = await stream;
        Assert.Contains(made.GetProperty("id").GetString()!, told, StringComparison.Ordinal);
        Assert.DoesNotContain(foreign.GetProperty("id").GetString()!, told, StringComparison.Ordinal);

        var missed = await Organisation.Data(await ours.Admin.PostAsJsonAsync("/api/v1/crm/accounts", new { name = "While away" }));
        var wanted = missed.GetProperty("id").GetString()!;
        Assert.Contains(wanted, (await Listen(ours.Admin, lastId, wanted)).Text, StringComparison.Ordinal);
    }

    [Fact, Trait("feature", "OBS-21")]
    public async Task Events_of_a_row_are_handled_in_order_and_once_even_when_delivered_again()
    {
        await using var host = new TestHost(server);
        await host.InitializeAsync();
        var ours = await Organisation.Make(host, "ours", "shared", "crm");
        var account = (await Organisation.Data(await ours.Admin.PostAsJsonAsync("/api/v1/crm/accounts", new { name = "Buyer" }))).GetProperty("id").GetString();
        var deal = (await Organisation.Data(await ours.Admin.PostAsJsonAsync("/api/v1/crm/deals", new { name = "Deal", account_id = account, value = new { amount = "10.00", currency = "EUR" } }))).GetProperty("id").GetString();
        await Organisation.Data(await ours.Admin.PostAsJsonAsync($"/api/v1/crm/deals/{deal}/win", new { }));
        await Until(async () => (await Organisation.Data(await ours.Admin.GetAsync($"/api/v1/crm/accounts/{account}"))).GetProperty("attributes").GetProperty("status").GetString() == "active");

        await using var owner = await host.Connections.OpenOwner("", CancellationToken.None);
        var handled = await owner.Scalar<Guid>("SELECT event_id FROM public.inbox LIMIT 1", CancellationToken.None);
        await ours.Admin.PatchAsync($"/api/v1/crm/accounts/{account}", JsonContent.Create(new { status = "inactive" }));
        await owner.Execute(
            """
            INSERT INTO public.outbox (id, tenant_id, aggregate, type, data, created_at, next_at)
            SELECT $1, $2, $3, 'crm.deal_won', jsonb_build_object('deal_id', $3::text, 'account_id', $4::text, 'value', NULL), now(), now()
            """, CancellationToken.None, handled, ours.Id, Guid.Parse(deal!), Guid.Parse(account!));
        host.Services.GetRequiredService<OutboxSignal>().Wake();
        await Until(async () => await owner.Scalar<long>("SELECT count(*) FROM public.outbox WHERE NOT dead", CancellationToken.None) == 0);

        Assert.Equal("inactive", (await Organisation.Data(await ours.Admin.GetAsync($"/api/v1/crm/accounts/{account}"))).GetProperty("attributes").GetProperty("status").GetString());
    }

    [Fact, Trait("feature", "TEN-07")]
    public async Task Rows_deleted_longer_ago_than_they_are_kept_are_removed_for_good()
    {
        await using var host = new TestHost(server);
        await host.InitializeAsync();
        var ours = await Organisation.Make(host, "ours", "schema", "crm");
        foreach (var name in new[] { "Old", "Recent" })
        {
            var row = await Organisation.Data(await ours.Admin.PostAsJsonAsync("/api/v1/crm/accounts", new { name }));
            await ours.Admin.DeleteAsync($"/api/v1/crm/accounts/{row.GetProperty("id").GetString()}");
        }

        await using var owner = await host.Connections.OpenOwner("", CancellationToken.None);
        await owner.Execute("UPDATE tenant_ours.crm_accounts SET deleted_at = now() - interval '40 days' WHERE name = 'Old'", CancellationToken.None);
        await host.Services.GetRequiredService<Purge>().Run(_ => { }, CancellationToken.None);

        Assert.Equal("Recent", Assert.Single(await Organisation.Rows(ours.Admin, "/api/v1/crm/accounts?deleted=only")).GetProperty("attributes").GetProperty("name").GetString());
        Assert.Single(await Organisation.Rows(ours.Admin, "/api/v1/audit/entries?filter[action][eq]=crm.accounts.purge"));
    }

    private static async Task<(string? LastId, string Text)> Listen(HttpClient client, string? lastId, string wanted)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/events/stream");
        if (lastId is not null)
            request.Headers.Add("Last-Event-ID", lastId);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(patience.Token));
        var text = new System.Text.StringBuilder();
        string? id = null;
        while (await reader.ReadLineAsync(patience.Token) is { } line)
        {
            text.AppendLine(line);
            if (line.StartsWith("id: ", StringComparison.Ordinal))
                id = line[4..];
            // An event ends with an empty line.
            if (line.Length == 0 && text.ToString().Contains(wanted, StringComparison.Ordinal))
                break;
        }

        return (id, text.ToString());
    }

    private static async Task Until(Func<Task<bool>> holds)
    {
        for (var i = 0; i < 200; i++)
        {
            if (await holds())
                return;
            await Task.Delay(50);
        }

        Assert.Fail("It did not come true within ten seconds.");
    }
}
