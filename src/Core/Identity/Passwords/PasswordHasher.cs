using System.Diagnostics;
using System.Text;

namespace Ashlar.Core.Identity.Passwords;

/// <summary>
/// Hashes and checks passwords, a few at a time: each check takes its memory for its whole duration, so a flood of sign-ins queues
/// instead of taking all of it.
/// </summary>
internal sealed class PasswordHasher : IDisposable
{
    private static readonly ActivitySource _source = new("Ashlar.Passwords");

    private readonly PasswordHashing _options;
    private readonly Sodium? _sodium;
    private readonly SemaphoreSlim _slots;
    private readonly Lazy<string> _dummy;

    public PasswordHasher(PasswordHashing options, Sodium? sodium)
    {
        (_options, _sodium, _slots) = (options, sodium, new SemaphoreSlim(options.Parallel));
        _dummy = new Lazy<string>(() => HashNow("nobody has this password"));
    }

    /// <summary>What new hashes are made with.</summary>
    public string Algorithm => _sodium is null ? "pbkdf2-sha512" : "argon2id";

    /// <summary>A place to hash in; null when the queue is so long that the caller had better come back.</summary>
    public async Task<HashingSlot?> Enter(CancellationToken cancel) =>
        await _slots.WaitAsync(_options.MaxWait, cancel) ? new HashingSlot(this, _slots) : null;

    public void Dispose() => _slots.Dispose();

    internal string HashNow(string password)
    {
        using var span = _source.StartActivity("hash password");
        var bytes = Encoding.UTF8.GetBytes(password);
        return _sodium is null ? Pbkdf2.Hash(bytes, _options.Pbkdf2Iterations) : _sodium.Hash(bytes, _options.Operations, _options.MemoryKib);
    }

    /// <summary>Without a stored hash the same work is done on another, so that nobody learns from the time taken whether an account exists.</summary>
    internal PasswordCheck VerifyNow(string? stored, string password)
    {
        using var span = _source.StartActivity("check password");
        var hash = stored ?? _dummy.Value;
        var bytes = Encoding.UTF8.GetBytes(password);
        var matches = IsArgon2(hash) ? _sodium?.Verify(hash, bytes) ?? false : Pbkdf2.Verify(hash, bytes);
        return new PasswordCheck(matches && stored is not null, NeedsRehash(hash));
    }

    private bool NeedsRehash(string hash) => _sodium is null
        ? !IsArgon2(hash) && Pbkdf2.NeedsRehash(hash, _options.Pbkdf2Iterations)
        : !hash.StartsWith("$argon2id$", StringComparison.Ordinal) || _sodium.NeedsRehash(hash, _options.Operations, _options.MemoryKib);

    private static bool IsArgon2(string hash) => hash.StartsWith("$argon2", StringComparison.Ordinal);
}

internal sealed record PasswordCheck(bool Matches, bool NeedsRehash);

/// <summary>How dear a guess is.</summary>
internal sealed record PasswordHashing
{
    public int MemoryKib { get; init; } = 64 * 1024;
    public int Operations { get; init; } = 3;
    public int Pbkdf2Iterations { get; init; } = 210_000;
    public int Parallel { get; init; } = 2;
    public TimeSpan MaxWait { get; init; } = TimeSpan.FromSeconds(20);
}

/// <summary>One of the few places to hash in, held until disposed.</summary>
internal sealed class HashingSlot(PasswordHasher hasher, SemaphoreSlim slots) : IDisposable
{
    public Task<string> Hash(string password) => OwnThread(() => hasher.HashNow(password));

    public Task<PasswordCheck> Verify(string? stored, string password) => OwnThread(() => hasher.VerifyNow(stored, password));

    public void Dispose() => slots.Release();

    /// <summary>The threads of the pool stay free for requests.</summary>
    private static Task<T> OwnThread<T>(Func<T> work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
