using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Ashlar.Core.Storage;
using Ashlar.Core.Tenancy;

namespace Ashlar.Core.Protection.Secrets;

/// <summary>A place outside the product that keeps secrets of the operator; settings of the operator name it, those of other organisations do not reach it: <c>${secret:azure:smtp-password}</c>.</summary>
internal interface ISecretVault
{
    /// <summary>The word in references.</summary>
    string Scheme { get; }

    /// <summary>Null when it has none of that name.</summary>
    ValueTask<string?> Read(string name, CancellationToken cancel);
}

/// <summary>A setting refers to a secret that cannot be found.</summary>
internal sealed class SecretMissingException(string name) : Exception($"There is no secret '{name}', to which a setting refers. Set it with: ashlar secret set {name}");

/// <summary>Puts the values of secrets in the place of <c>${secret:name}</c>, when the text is used and not before. Values stay in memory for a minute at most.</summary>
internal sealed partial class SecretReferences
{
    private static readonly TimeSpan _maxAge = TimeSpan.FromMinutes(1);

    private readonly SecretStore _store;
    private readonly IReadOnlyDictionary<string, ISecretVault> _managers;
    private readonly Invalidation _invalidation;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<(Guid Tenant, string Name), (string Value, DateTimeOffset ReadAt)> _values = new();

    public SecretReferences(SecretStore store, IEnumerable<ISecretVault> managers, Invalidation invalidation, TimeProvider time)
    {
        (_store, _invalidation, _time) = (store, invalidation, time);
        _managers = managers.ToDictionary(manager => manager.Scheme, StringComparer.Ordinal);
        invalidation.On(SecretStore.Topic, _ => _values.Clear());
    }

    public static bool Occur(string? text) => text?.Contains("${secret:", StringComparison.Ordinal) == true;

    /// <exception cref="SecretMissingException">A secret that is named does not exist.</exception>
    public async ValueTask<string> Resolve(Guid tenant, string text, CancellationToken cancel)
    {
        if (!Occur(text))
            return text;
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in Reference().Matches(text).Select(match => match.Groups[1].Value).Distinct(StringComparer.Ordinal))
            values[name] = await Value(tenant, name, cancel) ?? throw new SecretMissingException(name);
        return Reference().Replace(text, match => values[match.Groups[1].Value]);
    }

    /// <summary>The same for code that cannot wait; blocks when the value is not at hand.</summary>
    public string Resolve(Guid tenant, string text)
    {
        var resolved = Resolve(tenant, text, CancellationToken.None);
        return resolved.IsCompletedSuccessfully ? resolved.Result : resolved.AsTask().GetAwaiter().GetResult();
    }

    private async ValueTask<string?> Value(Guid tenant, string name, CancellationToken cancel)
    {
        var now = _time.GetUtcNow();
        if (_invalidation.Connected && _values.TryGetValue((tenant, name), out var known) && now - known.ReadAt < _maxAge)
            return known.Value;
        var value = name.Split(':', 2) is [var scheme, var outside]
            ? tenant == TenantInfo.PlatformId && _managers.TryGetValue(scheme, out var manager) ? await manager.Read(outside, cancel) : null
            : await _store.Read(tenant, name, null, cancel);
        if (value is not null)
            _values[(tenant, name)] = (value, now);
        return value;
    }

    [GeneratedRegex(@"\$\{secret:((?:[a-z]+:)?[A-Za-z0-9._/-]+)\}")]
    private static partial Regex Reference();
}
