using System.Text;
using Ashlar.Core.Identity.Passwords;

namespace Ashlar.Core.Tests.Identity;

[Trait("feature", "IDN-06")]
public sealed class PasswordHasherTests
{
    private static readonly PasswordHashing Cheap = new() { MemoryKib = 64, Operations = 1, Pbkdf2Iterations = 1000 };

    [Fact]
    public async Task A_password_is_stored_as_argon2id_and_matches_only_itself()
    {
        using var hasher = new PasswordHasher(Cheap, Installed());
        using var slot = await hasher.Enter(TestContext.Current.CancellationToken);
        var hash = await slot!.Hash("Träumerei 42 🎹");

        Assert.StartsWith("$argon2id$v=19$m=64,t=1,p=1$", hash, StringComparison.Ordinal);
        Assert.Equal(new PasswordCheck(true, false), await slot.Verify(hash, "Träumerei 42 🎹"));
        Assert.False((await slot.Verify(hash, "Traumerei 42 🎹")).Matches);
        Assert.NotEqual(hash, await slot.Hash("Träumerei 42 🎹"));
    }

    [Fact]
    public async Task Weaker_hashes_match_and_ask_to_be_replaced()
    {
        using var strong = new PasswordHasher(Cheap with { Operations = 2 }, Installed());
        using var weak = new PasswordHasher(Cheap, Installed());
        using var bare = new PasswordHasher(Cheap, null);
        foreach (var old in new[] { weak.HashNow("a secret"), bare.HashNow("a secret"), "$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$wWKIMhR9lyDFvRz9YTZweHKfbftvj+qf+YFY4NeBbtA" })
        {
            using var slot = await strong.Enter(TestContext.Current.CancellationToken);
            var password = old.Contains("argon2i$", StringComparison.Ordinal) ? "password" : "a secret";
            Assert.Equal(new PasswordCheck(true, true), await slot!.Verify(old, password));
            Assert.False((await slot.Verify(old, "another")).Matches);
        }
    }

    [Fact]
    public async Task Without_the_library_passwords_are_hashed_with_pbkdf2()
    {
        using var hasher = new PasswordHasher(Cheap, null);
        using var slot = await hasher.Enter(TestContext.Current.CancellationToken);
        var hash = await slot!.Hash("a secret");

        Assert.StartsWith("$pbkdf2-sha512$i=1000$", hash, StringComparison.Ordinal);
        Assert.Equal(new PasswordCheck(true, false), await slot.Verify(hash, "a secret"));
        Assert.False((await slot.Verify(Installed().Hash("a secret"u8.ToArray(), 1, 64), "a secret")).Matches);
    }

    [Theory]
    [InlineData("")]
    [InlineData("plain text")]
    [InlineData("$argon2id$v=19$m=64,t=1,p=1$")]
    [InlineData("$argon2id$v=19$m=999999999999,t=1,p=1$c29tZXNhbHQ$c29tZXNhbHQ")]
    [InlineData("$pbkdf2-sha512$i=-1$AAAA$AAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("$pbkdf2-sha512$i=99999999999$AAAA$AAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("$pbkdf2-md5$i=1000$AAAA$AAAAAAAAAAAAAAAAAAAAAA")]
    public void A_broken_hash_matches_nothing_and_throws_nothing(string hash)
    {
        using var hasher = new PasswordHasher(Cheap, Installed());
        Assert.False(hasher.VerifyNow(hash, "").Matches);
        Assert.False(hasher.VerifyNow(hash, "a secret").Matches);
    }

    [Fact]
    [Trait("feature", "IDN-01")]
    public void Without_a_stored_hash_nothing_matches_not_even_the_stand_in()
    {
        using var hasher = new PasswordHasher(Cheap, Installed());
        Assert.False(hasher.VerifyNow(null, "nobody has this password").Matches);
    }

    [Fact]
    public async Task A_flood_waits_for_a_place_and_is_turned_away_in_the_end()
    {
        using var hasher = new PasswordHasher(Cheap with { Parallel = 1, MaxWait = TimeSpan.FromMilliseconds(50) }, null);
        var first = await hasher.Enter(TestContext.Current.CancellationToken);
        Assert.Null(await hasher.Enter(TestContext.Current.CancellationToken));
        first!.Dispose();
        using var next = await hasher.Enter(TestContext.Current.CancellationToken);
        Assert.NotNull(next);
    }

    [Fact]
    public void Argon2id_gives_the_value_the_reference_implementation_publishes() =>
        Assert.Equal("09316115D5CF24ED5A15A31A3BA326E5CF32EDC24702987C02B6566F61913CF7", Convert.ToHexString(Verified("$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc")));

    [Fact]
    public void Argon2id_agrees_with_a_reference_that_gives_the_published_vector()
    {
        foreach (var vector in Vectors.Json("argon2/rfc9106.json").EnumerateArray().Where(vector => vector.GetProperty("type").GetString() == "argon2id"))
        {
            var expected = vector.GetProperty("tag").GetString()!;
            Assert.Equal(expected, Convert.ToHexStringLower(Argon2Reference.Hash(
                Hex("password"), Hex("salt"), Hex("secret"), Hex("ad"), Number("p"), Number("m_kib"), Number("t"), Number("tag_len"))));

            byte[] Hex(string name) => Convert.FromHexString(vector.GetProperty(name).GetString()!);
            int Number(string name) => vector.GetProperty(name).GetInt32();
        }

        var salt = Encoding.ASCII.GetBytes("sixteen bytes ok");
        foreach (var (memory, operations) in new[] { (8, 1), (32, 3), (100, 2), (1024, 4) })
        {
            var password = Encoding.UTF8.GetBytes($"password {memory}");
            Assert.Equal(
                Convert.ToHexString(Argon2Reference.Hash(password, salt, [], [], 1, memory, operations, 32)),
                Convert.ToHexString(Installed().Raw(password, salt, operations, memory, 32)));
        }
    }

    [Fact]
    public void Pbkdf2_gives_the_published_values()
    {
        var checkedVectors = 0;
        foreach (var test in Vectors.Json("wycheproof/pbkdf2_hmacsha512_test.json").GetProperty("testGroups").EnumerateArray().SelectMany(group => group.GetProperty("tests").EnumerateArray()))
        {
            var hash = Convert.FromHexString(test.GetProperty("dk").GetString()!);
            var salt = Convert.FromHexString(test.GetProperty("salt").GetString()!);
            var iterations = test.GetProperty("iterationCount").GetInt32();
            if (hash.Length < 16 || salt.Length == 0 || iterations > 100_000)
                continue;

            var phc = $"$pbkdf2-sha512$i={iterations}${Convert.ToBase64String(salt).TrimEnd('=')}${Convert.ToBase64String(hash).TrimEnd('=')}";
            Assert.Equal(test.GetProperty("result").GetString() == "valid", Pbkdf2.Verify(phc, Convert.FromHexString(test.GetProperty("password").GetString()!)));
            checkedVectors++;
        }

        Assert.True(checkedVectors >= 40, $"Only {checkedVectors} vectors were usable.");
    }

    private static byte[] Verified(string phc)
    {
        Assert.True(Installed().Verify(phc, "password"u8.ToArray()));
        return Convert.FromBase64String(phc[(phc.LastIndexOf('$') + 1)..].PadRight(44, '='));
    }

    private static Sodium Installed()
    {
        Assert.SkipWhen(Sodium.Installed is null, "libsodium is not installed.");
        return Sodium.Installed!;
    }
}
