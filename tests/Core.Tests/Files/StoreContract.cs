using System.Security.Cryptography;
using Ashlar.Core.Files.Stores;
using Ashlar.TestKit;

namespace Ashlar.Core.Tests.Files;

/// <summary>What every store of files does, held against each of them.</summary>
[Trait("feature", "STO-01")]
public abstract class StoreContract
{
    private static readonly CancellationToken _cancel = CancellationToken.None;

    private readonly string _space = $"t{Guid.CreateVersion7():n}";

    private protected abstract IFileStore Store { get; }

    public static TheoryData<int> Sizes => [0, 1, 65_536, (5 * 1024 * 1024) - 1, 5 * 1024 * 1024, (12 * 1024 * 1024) + 7];

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task What_was_put_comes_back(int size)
    {
        var content = RandomNumberGenerator.GetBytes(size);
        await Store.Put($"{_space}/file", new MemoryStream(content), _cancel);
        Assert.Equal(content, await Read("file", 0));
        Assert.Equal([new StoredObject($"{_space}/file", size)], await List($"{_space}/"));
    }

    [Fact]
    public async Task Reading_begins_where_it_is_asked_to()
    {
        var content = RandomNumberGenerator.GetBytes(100_000);
        await Store.Put($"{_space}/file", new MemoryStream(content), _cancel);
        Assert.Equal(content[77_777..], await Read("file", 77_777));
    }

    [Fact]
    public async Task A_second_put_replaces_the_first()
    {
        await Store.Put($"{_space}/file", new MemoryStream([1, 2, 3]), _cancel);
        await Store.Put($"{_space}/file", new MemoryStream([4]), _cancel);
        Assert.Equal([4], await Read("file", 0));
    }

    [Fact]
    public async Task What_is_deleted_or_never_was_is_not_there_and_deleting_it_again_is_fine()
    {
        Assert.Null(await Store.Get($"{_space}/none", 0, _cancel));
        await Store.Delete($"{_space}/none", _cancel);
        await Store.Put($"{_space}/file", new MemoryStream([1]), _cancel);
        await Store.Delete($"{_space}/file", _cancel);
        await Store.Delete($"{_space}/file", _cancel);
        Assert.Null(await Store.Get($"{_space}/file", 0, _cancel));
        Assert.Empty(await List($"{_space}/"));
    }

    [Fact]
    public async Task Lists_have_what_begins_alike_in_one_order()
    {
        foreach (var name in (string[])["b", "a/2", "a/10", "ab"])
            await Store.Put($"{_space}/{name}", new MemoryStream([1]), _cancel);
        Assert.Equal([$"{_space}/a/10", $"{_space}/a/2", $"{_space}/ab", $"{_space}/b"], (await List($"{_space}/")).Select(found => found.Path));
        Assert.Equal([$"{_space}/a/10", $"{_space}/a/2"], (await List($"{_space}/a/")).Select(found => found.Path));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(6 * 1024 * 1024)]
    public async Task A_put_that_breaks_off_leaves_nothing_new(int after)
    {
        await Store.Put($"{_space}/kept", new MemoryStream([1, 2]), _cancel);
        foreach (var name in (string[])["kept", "fresh"])
            await Assert.ThrowsAsync<InvalidDataException>(() => Store.Put($"{_space}/{name}", new BrokenStream(after), _cancel));
        Assert.Equal([1, 2], await Read("kept", 0));
        Assert.Null(await Store.Get($"{_space}/fresh", 0, _cancel));
        Assert.Equal([$"{_space}/kept"], (await List($"{_space}/")).Select(found => found.Path));
    }

    [Theory]
    [InlineData("../up")]
    [InlineData("a/../../up")]
    [InlineData("/etc/passwd")]
    [InlineData("a/./b")]
    [InlineData("a//b")]
    [InlineData("a\0b")]
    [InlineData("C:\\a")]
    [InlineData(".hidden")]
    [InlineData("")]
    [Trait("feature", "STO-05")]
    public async Task Paths_that_lead_elsewhere_are_refused(string path)
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Store.Put(path, new MemoryStream([1]), _cancel));
        await Assert.ThrowsAsync<ArgumentException>(async () => await Store.Get(path, 0, _cancel));
        await Assert.ThrowsAsync<ArgumentException>(async () => await Store.Delete(path, _cancel));
    }

    private async Task<byte[]> Read(string name, long from)
    {
        await using var stream = (await Store.Get($"{_space}/{name}", from, _cancel))!;
        var content = new MemoryStream();
        await stream.CopyToAsync(content);
        return content.ToArray();
    }

    private async Task<List<StoredObject>> List(string prefix)
    {
        var found = new List<StoredObject>();
        await foreach (var one in Store.List(prefix, _cancel))
            found.Add(one);
        return found;
    }

    /// <summary>Yields so many bytes and fails.</summary>
    private sealed class BrokenStream(int after) : MemoryStream
    {
        private int _left = after;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_left == 0)
                throw new InvalidDataException("It breaks off.");
            var count = Math.Min(buffer.Length, _left);
            _left -= count;
            return ValueTask.FromResult(count);
        }

        public override Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken) => Pump(destination, cancellationToken);

        private async Task Pump(Stream destination, CancellationToken cancel)
        {
            var buffer = new byte[8192];
            while (await ReadAsync(buffer, cancel) is > 0 and var read)
                await destination.WriteAsync(buffer.AsMemory(0, read), cancel);
        }
    }
}

public sealed class LocalStoreTests : StoreContract, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ashlar-files").FullName;

    private protected override IFileStore Store => new LocalStore(_folder);

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}

public sealed class S3StoreTests(S3Server server) : StoreContract, IClassFixture<S3Server>, IDisposable
{
    private S3Store? _store;

    private protected override IFileStore Store
    {
        get
        {
            Assert.SkipWhen(server.Address is null, "s3rver is not installed in artifacts/s3rver.");
            return _store ??= new S3Store(new S3Settings(server.Address, S3Server.Bucket, "us-east-1", S3Server.Key, S3Server.Key, "files/"));
        }
    }

    public void Dispose() => _store?.Dispose();
}
