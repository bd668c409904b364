namespace Ashlar.Core.Protection.Keys;

/// <summary>
/// The key that wraps all others. Its material never leaves the port: a file, a vault or a hardware module wraps and unwraps, and nobody
/// can ask it for more.
/// </summary>
internal interface IRootKey
{
    /// <summary>Names this key, and this version of it; kept beside everything it wrapped.</summary>
    string Id { get; }

    /// <summary>What kind it is, for people: <c>file</c>, <c>environment</c>, <c>azure_key_vault</c>.</summary>
    string Kind { get; }

    ValueTask<byte[]> Wrap(ReadOnlyMemory<byte> key, CancellationToken cancel);

    /// <summary>Null when this key did not wrap it, or it was changed.</summary>
    ValueTask<byte[]?> Unwrap(ReadOnlyMemory<byte> wrapped, CancellationToken cancel);
}

/// <summary>The root key that wraps, and earlier ones that only unwrap until everything is wrapped anew.</summary>
internal sealed record RootKeys(IRootKey Current, params IReadOnlyList<IRootKey> Earlier)
{
    public IRootKey? Find(string id) => Current.Id == id ? Current : Earlier.FirstOrDefault(key => key.Id == id);
}
