using System.Net;
using System.Net.Http.Json;
using System.Text;
using Ashlar.Core.Protection;
using Ashlar.Core.Protection.Redaction;
using Ashlar.Core.Storage;
using Ashlar.Core.Tests.Access;
using Ashlar.Core.Tests.Resources;

namespace Ashlar.Core.Tests.Protection;

public sealed class CardTests(Clinic clinic) : IClassFixture<Clinic>
{
    [Theory]
    [InlineData("4111111111111111")]
    [InlineData("pay with 4111 1111 1111 1111 12/27 please")]
    [InlineData("on 2026 5555-5555-5555-4444.")]
    [InlineData("2223003122003222")]
    [InlineData("378282246310005")]
    [InlineData("3782 822463 10005")]
    [InlineData("6011111111111117")]
    [InlineData("30569309025904")]
    [InlineData("3530111333300000")]
    [InlineData("6200000000000005")]
    [InlineData("4222222222222")]
    [InlineData("card:4012888888881881;")]
    [InlineData("card-4012888888881881")]
    public void Card_numbers_are_found_and_masked(string text)
    {
        Assert.True(CardNumbers.Occur(text));
        Assert.DoesNotMatch(@"\d{4}[ -]?\d{4,6}[ -]?\d{3}", Redactor.Redact(text));
    }

    [Theory]
    [InlineData("4111111111111112")] // Luhn's check fails
    [InlineData("1234567812345670")] // no network has this range
    [InlineData("01a1fd75-4b5f-7951-a507-c9f36e430fb5")]
    [InlineData("45320151-1283-4036-a111-111111111111")]
    [InlineData("1763718000000")] // milliseconds
    [InlineData("4006381333931")] // an article number
    [InlineData("+49 30 1234 5678 9012")]
    [InlineData("0.4111111111111111")]
    [InlineData("ORD4111111111111111X")]
    [InlineData("356938035643809")] // a device
    [InlineData("41 11 11 11 11 11 11 11")]
    public void What_only_looks_like_one_is_let_through(string text) => Assert.False(CardNumbers.Occur(text));

    [Fact]
    [Trait("feature", "PHI-08")]
    public async Task No_surface_takes_one_and_none_is_stored()
    {
        const string card = "4111 1111 1111 1111";
        var before = await Rows();
        foreach (var attempt in new Func<Task<HttpResponseMessage>>[]
        {
            () => clinic.Doctor.PostAsJsonAsync(Clinic.Patients, new { name = $"Paid with {card}" }),
            () => clinic.Doctor.PostAsJsonAsync(Clinic.Patients, new { name = "x", diagnosis = card }),
            () => clinic.Doctor.PostAsJsonAsync(Clinic.Patients, new { name = "x", custom = new { note = card } }),
            () => clinic.Doctor.PostAsJsonAsync($"{Clinic.Patients}/bulk", new { op = "update", filter = new { name = "x" }, set = new { ward = card } }),
            () => clinic.Doctor.Send($"{Clinic.Patients}/import", Encoding.UTF8.GetBytes($"name,ward\nA,B\nC,{card}\n")),
            () => clinic.Doctor.GetAsync($"{Clinic.Patients}?q={Uri.EscapeDataString(card)}"),
            () => clinic.Doctor.GetAsync($"{Clinic.Patients}?filter[ward]=4111111111111111"),
            () => clinic.Doctor.GetAsync("/api/v1/clinic/4111111111111111"),
            () => clinic.Tenant.Admin.PutAsJsonAsync("/api/v1/security/secrets/card", new { value = "4111111111111111" }),
        })
        {
            var error = await World.Error(await attempt(), HttpStatusCode.UnprocessableEntity);
            Assert.Equal("card_number", error.GetProperty("code").GetString());
            Assert.DoesNotContain("1111", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        }

        Assert.Equal(before, await Rows());
        Assert.DoesNotContain(await clinic.Log("changes IS NULL OR NOT changes ? 'serial'"), entry => entry.Contains("1111 1111", StringComparison.Ordinal) || entry.Contains("11111111", StringComparison.Ordinal));
    }

    [Fact]
    [Trait("feature", "PHI-08")]
    public async Task A_field_declared_to_hold_numeric_ids_is_believed()
    {
        // Looks like a card in every respect, and is a serial number.
        var id = await clinic.Add(new { name = "With a device", serial = "4111111111111111" });
        Assert.Equal("4111111111111111", (await Clinic.Attributes(clinic.Doctor, id)).GetProperty("serial").GetString());
        await World.Error(await clinic.Doctor.PostAsJsonAsync(Clinic.Patients, new { name = "4111111111111111", serial = "4111111111111111" }), HttpStatusCode.UnprocessableEntity);
        var answer = await clinic.Doctor.Send($"{Clinic.Patients}/import", Encoding.UTF8.GetBytes("name,serial\nImported,4012888888881881\n"));
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    private Task<long> Rows() => clinic.Databases.System.Scalar<long>("SELECT (SELECT count(*) FROM shared.clinic_patients) + (SELECT count(*) FROM public.jobs WHERE schedule_id IS NULL) + (SELECT count(*) FROM public.protection_secrets)", CancellationToken.None);
}
