using Npgsql;

namespace Ashlar.Core.Storage;

/// <summary>
/// Tells every replica, this one first, that something kept in memory has changed. While the channel is down the caches that
/// rest on it must not be trusted: <see cref="Connected"/> is false and readers go to the database.
/// </summary>
internal sealed class Invalidation(ILogger<Invalidation> log)
{
    public const string Channel = "ashlar_invalidation";

    private readonly List<(string Topic, Action<string> Forget)> _listeners = [];
    private volatile bool _connected;

    public bool Connected
    {
        get => _connected;
        set => _connected = value;
    }

    /// <summary>Calls back with the key whenever the topic is published, and with <c>*</c> when everything may be stale. Called while the host is built.</summary>
    public void On(string topic, Action<string> forget) => _listeners.Add((topic, forget));

    /// <summary>The statement that tells the others when its transaction commits. Channels belong to a database: it must run in the main one.</summary>
    public NpgsqlBatchCommand Command(string topic, string key) => Sql.Statement($"SELECT pg_notify('{Channel}', $1)", $"{topic}:{key}");

    /// <summary>Everything that somebody here keeps in memory.</summary>
    public IEnumerable<string> Topics => _listeners.Select(listener => listener.Topic).Distinct(StringComparer.Ordinal);

    /// <summary>Forgets here at once.</summary>
    public void Forget(string topic, string key)
    {
        foreach (var (name, forget) in _listeners)
        {
            if (name == topic)
                Call(name, forget, key);
        }
    }

    public void ForgetEverything()
    {
        foreach (var (name, forget) in _listeners)
            Call(name, forget, "*");
    }

    // One listener that fails must not keep the others from forgetting.
    private void Call(string topic, Action<string> forget, string key)
    {
        try
        {
            forget(key);
        }
        catch (Exception failure)
        {
            log.LogError(failure, "A cache of {Topic} could not forget {Key}", topic, key);
        }
    }
}
