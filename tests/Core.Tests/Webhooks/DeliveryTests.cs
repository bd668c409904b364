using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Ashlar.Core.Webhooks.Deliveries;
using Ashlar.Core.Webhooks.Sending;
using Ashlar.TestKit;

namespace Ashlar.Core.Tests.Webhooks;

[Trait("feature", "COM-04")]
public sealed class DeliveryTests(WebhookHost host) : IClassFixture<WebhookHost>
{
    [Fact]
    public async Task A_change_reaches_the_receiver_signed()
    {
        await using var receiver = await Receiver.Start();
        var tenant = await host.Tenant("hook-signed");
        var (endpoint, secret) = await tenant.Endpoint(receiver.Url, "crm.account_*");

        var account = await tenant.Account("Signed GmbH");
        var got = await receiver.Next();

        var body = JsonElement.Parse(got.Body);
        Assert.Equal("crm.account_created", body.GetProperty("type").GetString());
        Assert.Equal(account, body.GetProperty("data").GetProperty("id").GetGuid());
        Assert.Equal("Signed GmbH", body.GetProperty("data").GetProperty("attributes").GetProperty("name").GetString());
        Assert.Equal(got.Id, body.GetProperty("id").GetString());
        var key = Convert.FromBase64String(secret["whsec_".Length..]);
        var expected = Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{got.Id}.{got.Headers["webhook-timestamp"]}.{got.Body}")));
        Assert.Equal($"v1,{expected}", got.Headers["webhook-signature"]);
        await Eventually.True(async () => (await tenant.Rows($"/api/v1/webhooks/deliveries?filter[endpoint_id]={endpoint}&filter[state]=delivered")).Count == 1);
    }

    [Fact]
    public void A_signature_is_the_one_that_the_standard_publishes() => Assert.Equal(
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        Signature.Of(["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, """{"test": 2432232314}"""u8));

    [Fact]
    public async Task A_receiver_that_is_down_is_tried_again_with_longer_waits_and_then_given_up()
    {
        await using var receiver = await Receiver.Start();
        receiver.Answer = context => Receiver.Status(context, 500, "broken");
        var tenant = await host.Tenant("hook-down");
        var (endpoint, _) = await tenant.Endpoint(receiver.Url, "crm.account_created");
        await tenant.Account("Lost AG");

        string? id = null;
        TimeSpan[] waits = [TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(5), TimeSpan.FromHours(10), TimeSpan.FromHours(14), TimeSpan.FromHours(20), TimeSpan.FromHours(24)];
        for (var attempt = 1; attempt <= RetrySchedule.Attempts; attempt++)
        {
            var got = await receiver.Next();
            Assert.Equal(id ??= got.Id, got.Id);
            await Eventually.True(async () => (await tenant.Rows($"/api/v1/webhooks/deliveries?filter[endpoint_id]={endpoint}"))[0].GetProperty("attributes") is var known && known.GetProperty("attempts").GetInt32() == attempt);
            if (attempt == RetrySchedule.Attempts)
                break;
            var row = (await tenant.Rows($"/api/v1/webhooks/deliveries?filter[endpoint_id]={endpoint}"))[0].GetProperty("attributes");
            var wait = row.GetProperty("next_at").GetDateTimeOffset() - row.GetProperty("updated_at").GetDateTimeOffset();
            Assert.InRange(wait, waits[attempt - 1] * 0.9, waits[attempt - 1] * 1.1);
            await host.Due(endpoint);
        }

        var delivery = (await tenant.Rows($"/api/v1/webhooks/deliveries?filter[endpoint_id]={endpoint}"))[0];
        Assert.Equal("dead", delivery.GetProperty("attributes").GetProperty("state").GetString());
        var attempts = await tenant.Rows($"/api/v1/webhooks/deliveries/{delivery.GetProperty("id").GetGuid()}/attempts");
        Assert.Equal(RetrySchedule.Attempts, attempts.Count);
        Assert.Equal("broken", attempts[0].GetProperty("attributes").GetProperty("response").GetString());

        receiver.Answer = context => Receiver.Status(context, 200, "fine");
        await Organisation.Data(await tenant.Post($"/api/v1/webhooks/deliveries/{delivery.GetProperty("id").GetGuid()}/resend"));
        Assert.Equal(id, (await receiver.Next()).Id);
        await Eventually.True(async () => (await tenant.Rows($"/api/v1/webhooks/deliveries?filter[endpoint_id]={endpoint}"))[0].GetProperty("attributes").GetProperty("state").GetString() == "delivered");
    }
}
