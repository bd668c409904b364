using System.Collections.Concurrent;

namespace Ashlar.Core.Storage.Grouped;

/// <summary>Which statements of which tenants were too slow for a group lately; the next of their kind goes alone at once.</summary>
internal sealed class SlowReads(TimeProvider time)
{
    private const int Most = 1000;
    private static readonly TimeSpan _remembered = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<(Guid Tenant, string Text), DateTimeOffset> _until = [];
    private volatile bool _any;

    public void Add(Guid tenant, string text)
    {
        if (_until.Count >= Most)
            _until.Clear();
        _until[(tenant, text)] = time.GetUtcNow() + _remembered;
        _any = true;
    }

    public bool Contains(Guid tenant, string text) => _any && _until.TryGetValue((tenant, text), out var until) && until > time.GetUtcNow();
}
