using Npgsql;

namespace Ashlar.Core.Storage;

/// <summary>
/// Tells every replica, this one first, that something kept in memory has changed. While the channel is down the caches that
/// rest on it must not be trusted: <see cref="Connected"/> is false and readers go to the database.
/// </summary>
internal sealed class Invalidation
{
    public const string Channel = "ashlar_invalidation";

    private readonly List<(string Topic, Action<string> Forget)> _listeners = [];

    public bool Connected { get; set; }

    /// <summary>Calls back with the key whenever the topic is published, and with <c>*</c> when everything may be stale.</summary>
    public void On(string topic, Action<string> forget) => _listeners.Add((topic, forget));

    /// <summary>Forgets here at once; the statement tells the others when its transaction commits.</summary>
    public NpgsqlBatchCommand Command(string topic, string key)
    {
        var command = new NpgsqlBatchCommand($"SELECT pg_notify('{Channel}', $1)");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = $"{topic}:{key}" });
        return command;
    }

    public void Forget(string topic, string key)
    {
        foreach (var (name, forget) in _listeners)
        {
            if (name == topic || topic == "*")
                forget(key);
        }
    }
}
