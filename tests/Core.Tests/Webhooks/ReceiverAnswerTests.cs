using System.Net;
using System.Net.Http.Json;
using Ashlar.Core.Storage;
using Ashlar.Core.Tests.Identity;
using Ashlar.TestKit;
using Microsoft.AspNetCore.Http;

namespace Ashlar.Core.Tests.Webhooks;

/// <summary>What the answers of receivers lead to.</summary>
[Trait("feature", "COM-04")]
public sealed class ReceiverAnswerTests(WebhookHost host) : IClassFixture<WebhookHost>
{
    [Fact]
    public async Task Gone_disables_the_endpoint_and_tells_its_owner()
    {
        await using var receiver = await Receiver.Start();
        receiver.Answer = context => Receiver.Status(context, 410);
        var tenant = await host.Tenant("hook-gone");
        var (endpoint, _) = await tenant.Endpoint(receiver.Url, "crm.account_created");

        await tenant.Account("Gone GmbH");
        await receiver.Next();

        await Eventually.True(async () => !(await tenant.Attributes($"/api/v1/webhooks/endpoints/{endpoint}")).GetProperty("enabled").GetBoolean());
        Assert.Contains("410", (await tenant.Attributes($"/api/v1/webhooks/endpoints/{endpoint}")).GetProperty("disabled_reason").GetString()!, StringComparison.Ordinal);
        Assert.Contains(receiver.Url, Mail.Text(await host.Smtp.Next()), StringComparison.Ordinal);
        Assert.Equal("webhook_disabled", await Organisation.Refused(await tenant.Post($"/api/v1/webhooks/endpoints/{endpoint}/test"), HttpStatusCode.Conflict));
    }

    [Fact]
    public async Task Days_of_failure_disable_the_endpoint_and_enabling_it_begins_anew()
    {
        await using var receiver = await Receiver.Start();
        receiver.Answer = context => Receiver.Status(context, 500);
        var tenant = await host.Tenant("hook-days");
        var (endpoint, _) = await tenant.Endpoint(receiver.Url, "crm.account_created");
        await tenant.Account("Days GmbH");
        var first = await receiver.Next();
        await Eventually.True(async () => await host.Database.Execute("UPDATE public.webhooks_health SET failing_since = failing_since - interval '5 days 1 hour' WHERE endpoint_id = $1 AND failing_since IS NOT NULL", CancellationToken.None, endpoint) == 1);
        await host.Due(endpoint);
        await receiver.Next();

        await Eventually.True(async () => !(await tenant.Attributes($"/api/v1/webhooks/endpoints/{endpoint}")).GetProperty("enabled").GetBoolean());
        Assert.Contains("failed since", Mail.Text(await host.Smtp.Next()), StringComparison.Ordinal);

        receiver.Answer = context => Receiver.Status(context, 200);
        using var enabled = await tenant.Http.PatchAsJsonAsync($"/api/v1/webhooks/endpoints/{endpoint}", new { enabled = true });
        await Organisation.Data(enabled);
        await host.Due(endpoint);
        Assert.Equal(first.Id, (await receiver.Next()).Id);
    }

    [Fact]
    public async Task A_receiver_that_asks_for_time_is_given_it_for_all_its_events()
    {
        await using var receiver = await Receiver.Start();
        receiver.Answer = context =>
        {
            context.Response.Headers.RetryAfter = "600";
            return Receiver.Status(context, 429);
        };
        var tenant = await host.Tenant("hook-slowly");
        var (endpoint, _) = await tenant.Endpoint(receiver.Url, "crm.account_created");
        await tenant.Account("First");
        await receiver.Next();
        await Eventually.True(async () => (await tenant.Rows($"/api/v1/webhooks/deliveries?filter[endpoint_id]={endpoint}&filter[status]=429")).Count == 1);

        await tenant.Account("Second");
        await Task.Delay(2500);

        var row = (await tenant.Rows($"/api/v1/webhooks/deliveries?filter[endpoint_id]={endpoint}&filter[status]=429"))[0].GetProperty("attributes");
        Assert.InRange(row.GetProperty("next_at").GetDateTimeOffset() - row.GetProperty("updated_at").GetDateTimeOffset(), TimeSpan.FromSeconds(599), TimeSpan.FromSeconds(601));
        Assert.Equal(0, receiver.Count);
    }

    [Fact]
    public async Task Redirects_are_not_followed_and_long_answers_are_cut()
    {
        await using var receiver = await Receiver.Start();
        receiver.Answer = async context =>
        {
            context.Response.StatusCode = 302;
            context.Response.Headers.Location = "http://169.254.169.254/latest/meta-data";
            var chunk = new string('x', 64 * 1024);
            for (var i = 0; i < 1000 && !context.RequestAborted.IsCancellationRequested; i++)
                await context.Response.WriteAsync(chunk);
        };
        var tenant = await host.Tenant("hook-redirect");
        var (endpoint, _) = await tenant.Endpoint(receiver.Url, "crm.account_created");
        await tenant.Account("Elsewhere");
        await receiver.Next();

        await Eventually.True(async () => (await tenant.Rows($"/api/v1/webhooks/deliveries?filter[endpoint_id]={endpoint}&filter[status]=302")).Count == 1);
        var delivery = (await tenant.Rows($"/api/v1/webhooks/deliveries?filter[endpoint_id]={endpoint}"))[0].GetProperty("id").GetGuid();
        var attempt = (await tenant.Rows($"/api/v1/webhooks/deliveries/{delivery}/attempts"))[0].GetProperty("attributes");
        Assert.Equal(4096, attempt.GetProperty("response").GetString()!.Length);
        Assert.Contains("Redirects", attempt.GetProperty("error").GetString()!, StringComparison.Ordinal);
        Assert.Equal(0, receiver.Count);
    }

    [Fact]
    public async Task A_receiver_that_hangs_holds_up_no_other()
    {
        await using var hanging = await Receiver.Start();
        await using var quick = await Receiver.Start();
        hanging.Answer = context => Task.Delay(TimeSpan.FromSeconds(60), context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        var tenant = await host.Tenant("hook-hang");
        await tenant.Endpoint(hanging.Url, "crm.account_created");
        await tenant.Endpoint(quick.Url, "crm.account_created");

        for (var i = 0; i < 20; i++)
            await tenant.Account($"Account {i}");

        for (var i = 0; i < 20; i++)
            await quick.Next();
        Assert.InRange(hanging.Count, 1, 4);
    }

    [Fact]
    public async Task A_delivery_whose_host_died_is_sent_when_its_lease_ends()
    {
        await using var receiver = await Receiver.Start();
        receiver.Answer = context => Receiver.Status(context, 500);
        var tenant = await host.Tenant("hook-lease");
        var (endpoint, _) = await tenant.Endpoint(receiver.Url, "crm.account_created");
        await tenant.Account("Leased");
        var first = await receiver.Next();
        // As a killed host leaves it: held, and nothing written about what came of it.
        await Eventually.True(async () => await host.Database.Execute(
            "UPDATE public.webhooks_deliveries SET lease = gen_random_uuid(), leased_until = now() + interval '1.5 seconds', next_at = now() WHERE endpoint_id = $1 AND lease IS NULL", CancellationToken.None, endpoint) == 1);
        receiver.Answer = context => Receiver.Status(context, 200);

        Assert.Equal(first.Id, (await receiver.Next()).Id);
    }
}
