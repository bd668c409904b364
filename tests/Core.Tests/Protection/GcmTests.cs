using Ashlar.Core.Protection.Keys;

namespace Ashlar.Core.Tests.Protection;

/// <summary>Published vectors for what everything rests on.</summary>
public sealed class GcmTests
{
    [Fact]
    public void The_cipher_opens_what_the_published_vectors_seal_and_nothing_they_broke()
    {
        var (valid, invalid) = (0, 0);
        foreach (var group in Vectors.Json("wycheproof/aes_gcm_test.json").GetProperty("testGroups").EnumerateArray())
        {
            if ((group.GetProperty("keySize").GetInt32(), group.GetProperty("ivSize").GetInt32(), group.GetProperty("tagSize").GetInt32()) != (256, 96, 128))
                continue;
            foreach (var test in group.GetProperty("tests").EnumerateArray())
            {
                byte[] Hex(string name) => Convert.FromHexString(test.GetProperty(name).GetString()!);
                var opened = Gcm.Decrypt(Hex("key"), [.. Hex("iv"), .. Hex("tag"), .. Hex("ct")], Hex("aad"));
                if (test.GetProperty("result").GetString() == "valid")
                {
                    valid++;
                    Assert.Equal(Hex("msg"), opened);
                }
                else
                {
                    invalid++;
                    Assert.Null(opened);
                }
            }
        }

        Assert.True(valid > 20 && invalid > 10, $"{valid} valid and {invalid} invalid vectors were tried.");
    }
}
