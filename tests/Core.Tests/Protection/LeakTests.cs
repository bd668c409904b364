using System.Diagnostics;
using System.Net.Http.Json;
using System.Text;
using Ashlar.Core.Storage.Embedded;
using Ashlar.Core.Tests.Access;
using Ashlar.Core.Tests.Resources;
using Npgsql;

namespace Ashlar.Core.Tests.Protection;

/// <summary>Plants values through every surface that takes them, then reads the whole database as a thief would.</summary>
public sealed class LeakTests(Clinic clinic) : IClassFixture<Clinic>
{
    private static readonly string[] _planted = ["PLANTED", "planted", "313-47-", "+49 30 7777", "497777", "1961-07-2"];

    [Fact]
    [Trait("feature", "PHI-03")]
    [Trait("feature", "PHI-05")]
    public async Task A_dump_of_the_whole_database_holds_none_of_the_planted_values()
    {
        var id = await Write();
        await Import(8, "small");
        await Import(620, "queued");
        await Bulk();
        await World.Ok(clinic.Doctor.PostAsJsonAsync($"{Clinic.Patients}/{id}/diagnose", new { text = "PLANTED by command" }));
        await clinic.Doctor.GetAsync($"{Clinic.Patients}?filter[ssn][eq]=313-47-0001&limit=5");
        await clinic.Doctor.GetAsync($"{Clinic.Patients}/export?filter[email][eq]=planted1%40example.test");
        await clinic.Clerk.GetAsync($"{Clinic.Patients}?filter[ssn][eq]=313-47-0001");

        var dump = await Dump();
        Assert.Contains("Ordinary name", dump, StringComparison.Ordinal);
        Clean(dump);
    }

    private async Task<Guid> Write()
    {
        var body = new { name = "Ordinary name", ssn = "313-47-0001", diagnosis = "PLANTED diagnosis", born_on = "1961-07-21", email = "planted1@example.test", phone = "+49 30 7777-1" };
        Guid id = default;
        for (var repeat = 0; repeat < 2; repeat++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, Clinic.Patients) { Content = JsonContent.Create(body) };
            request.Headers.Add("Idempotency-Key", "plant-1");
            var answer = await clinic.Doctor.SendAsync(request);
            var text = await answer.Content.ReadAsStringAsync();
            Assert.True(answer.IsSuccessStatusCode, text);
            Assert.Equal(repeat == 1, answer.Headers.Contains("Idempotent-Replayed"));
            // The repetition is answered whole, from a copy that the dump below must not show.
            Assert.Contains("PLANTED diagnosis", text, StringComparison.Ordinal);
            id = System.Text.Json.JsonElement.Parse(text).GetProperty("data").GetProperty("id").GetGuid();
        }

        await World.Ok(clinic.Doctor.PatchAsJsonAsync($"{Clinic.Patients}/{id}", new { diagnosis = "PLANTED again", custom = new { } }));
        Assert.False((await clinic.Doctor.PostAsJsonAsync(Clinic.Patients, new { name = "Refused", email = "planted-but-not-an-address" })).IsSuccessStatusCode);
        return id;
    }

    private async Task Import(int rows, string kind)
    {
        var csv = "name,ssn,diagnosis,email,visits\n" + string.Concat(Enumerable.Range(1, rows).Select(n => $"Imported {kind} {n},,PLANTED {kind},planted.{kind}.{n}@example.test,{(n == 3 ? "PLANTED no number" : "1")}\n"));
        var answer = await clinic.Doctor.Send($"{Clinic.Patients}/import", Encoding.UTF8.GetBytes(csv));
        if (rows > 500)
        {
            // While it waits, too.
            var waiting = await Dump();
            Clean(waiting);
            await clinic.Doctor.Ended((await World.Data(answer)).GetProperty("id").GetGuid());
        }
        else
        {
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        }

        Assert.Equal(rows - 1, (await clinic.Doctor.GetFromJsonAsync<System.Text.Json.JsonElement>($"{Clinic.Patients}?limit=1&meta=total&filter[name][starts]=Imported%20{kind}")).GetProperty("meta").GetProperty("total").GetInt32());
    }

    private async Task Bulk()
    {
        var answer = await clinic.Doctor.PostAsJsonAsync($"{Clinic.Patients}/bulk", new { op = "update", filter = new { name = new { starts = "Imported" } }, set = new { diagnosis = "PLANTED in bulk" } });
        await clinic.Doctor.Ended((await World.Data(answer)).GetProperty("id").GetGuid());
        var row = (await World.Ok(clinic.Doctor.GetAsync($"{Clinic.Patients}?limit=1&filter[name][starts]=Imported")))[0];
        Assert.Equal("PLANTED in bulk", row.GetProperty("attributes").GetProperty("diagnosis").GetString());
    }

    private async Task<string> Dump()
    {
        var server = new NpgsqlConnectionStringBuilder(clinic.Host.Connections.Owner);
        var program = (await PostgresBinaries.Find(null, "", null, CancellationToken.None)).Program("pg_dump");
        var start = new ProcessStartInfo(program, ["--inserts", "-h", server.Host!, "-p", $"{server.Port}", "-U", server.Username!, server.Database!]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, StandardOutputEncoding = Encoding.UTF8 };
        if (server.Password is { Length: > 0 } password)
            start.Environment["PGPASSWORD"] = password;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var dump = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await errors);
        return dump;
    }

    private static void Clean(string dump)
    {
        foreach (var value in _planted)
        {
            var found = Found(dump, value);
            Assert.True(found is null, $"{value} stands in the dump: {found}");
        }
    }

    /// <summary>The value in the open, or as the hexadecimal digits in which a dump writes bytes.</summary>
    private static string? Found(string dump, string value)
    {
        foreach (var text in (string[])[value, Convert.ToHexStringLower(Encoding.UTF8.GetBytes(value))])
        {
            if (dump.IndexOf(text, StringComparison.Ordinal) is >= 0 and var at)
                return dump[Math.Max(0, at - 200)..Math.Min(dump.Length, at + 100)];
        }

        return null;
    }
}
