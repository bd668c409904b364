using System.Text;
using System.Text.Json;
using Ashlar.Core.Audit.Proofs;

namespace Ashlar.Core.Tests.Audit;

[Trait("feature", "AUD-11")]
public sealed class MerkleTests
{
    /// <summary>Leaves and roots of the reference trees of certificate-transparency, sizes 1 to 8.</summary>
    private static readonly string[] _leaves = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];

    private static readonly string[] _roots =
    [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d", "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77", "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4", "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c", "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];

    private static byte[] Leaf(int i) => Merkle.Leaf(Convert.FromHexString(_leaves[i]));

    private static byte[] Numbered(long i) => Merkle.Leaf(Encoding.UTF8.GetBytes($"leaf {i}"));

    private static Func<int, long, byte[]> Subtrees(Func<long, byte[]> leaf)
    {
        var known = new Dictionary<(int, long), byte[]>();
        return Of;
        byte[] Of(int level, long index) => known.TryGetValue((level, index), out var hash) ? hash
            : known[(level, index)] = level == 0 ? leaf(index) : Merkle.Node(Of(level - 1, index * 2), Of(level - 1, (index * 2) + 1));
    }

    [Fact]
    public void Roots_are_those_of_the_reference_trees()
    {
        Assert.Equal("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", Convert.ToHexStringLower(Merkle.EmptyRoot));
        var frontier = new Frontier();
        for (var size = 1; size <= _roots.Length; size++)
        {
            frontier.Add(Leaf(size - 1));
            Assert.Equal(_roots[size - 1], Convert.ToHexStringLower(frontier.Root()));
            Assert.Equal(_roots[size - 1], Convert.ToHexStringLower(Merkle.Range(0, size, Subtrees(i => Leaf((int)i)))));
        }
    }

    [Fact]
    public void Every_proof_that_is_made_holds_and_holds_for_nothing_else()
    {
        var subtree = Subtrees(Numbered);
        for (long size = 1; size <= 70; size++)
        {
            var root = Merkle.Range(0, size, subtree);
            for (long leaf = 0; leaf < size; leaf++)
            {
                var path = Merkle.Inclusion(leaf, size, subtree);
                Assert.True(Merkle.VerifyInclusion(leaf, size, Numbered(leaf), path, root));
                Assert.False(Merkle.VerifyInclusion(leaf, size, Numbered(leaf + 1), path, root));
            }

            for (long first = 1; first <= size; first++)
            {
                var path = Merkle.Consistency(first, size, subtree);
                Assert.True(Merkle.VerifyConsistency(first, size, Merkle.Range(0, first, subtree), root, path), $"{first} in {size}");
                Assert.False(Merkle.VerifyConsistency(first, size, Merkle.Leaf([9]), root, path));
            }
        }
    }

    [Fact]
    public void Published_inclusion_vectors_pass_and_fail_as_they_say() => Each("inclusion", vector => Merkle.VerifyInclusion(
        vector.GetProperty("leafIdx").GetInt64Loose(), vector.GetProperty("treeSize").GetInt64Loose(), Bytes(vector.GetProperty("leafHash")), Proof(vector), Bytes(vector.GetProperty("root"))));

    [Fact]
    public void Published_consistency_vectors_pass_and_fail_as_they_say() => Each("consistency", vector => Merkle.VerifyConsistency(
        vector.GetProperty("size1").GetInt64Loose(), vector.GetProperty("size2").GetInt64Loose(), Bytes(vector.GetProperty("root1")), Bytes(vector.GetProperty("root2")), Proof(vector)));

    [Theory]
    [InlineData("french")]
    [InlineData("unicode")]
    [InlineData("weird")]
    public void Canonical_text_is_that_of_RFC_8785(string name)
    {
        using var input = JsonDocument.Parse(File.ReadAllText(Vectors.File($"json-canonicalization-rfc8785/input/{name}.json")));
        Assert.Equal(File.ReadAllText(Vectors.File($"json-canonicalization-rfc8785/output/{name}.json")), CanonicalJson.Of(input.RootElement));
    }

    private static void Each(string kind, Func<JsonElement, bool> verify)
    {
        var folder = Path.GetDirectoryName(Path.GetDirectoryName(Vectors.File($"merkle-rfc6962/{kind}/0/happy-path.json")))!;
        var count = 0;
        foreach (var file in Directory.GetFiles(folder, "*.json", SearchOption.AllDirectories))
        {
            using var document = JsonDocument.Parse(File.ReadAllText(file));
            Assert.True(verify(document.RootElement) != document.RootElement.GetProperty("wantErr").GetBoolean(), file);
            count++;
        }

        Assert.True(count > 50, $"only {count} vectors");
    }

    private static List<byte[]> Proof(JsonElement vector) => vector.GetProperty("proof") is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray().Select(Bytes)] : [];

    private static byte[] Bytes(JsonElement text) => text.ValueKind == JsonValueKind.Null ? [] : Convert.FromBase64String(text.GetString()!);
}

internal static class VectorNumbers
{
    /// <summary>Vectors hold unsigned numbers; one beyond a long is no size of any log.</summary>
    public static long GetInt64Loose(this JsonElement number) => number.TryGetInt64(out var value) ? value : -1;
}
