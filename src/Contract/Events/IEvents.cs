namespace Ashlar.Contract.Events;

/// <summary>Publishes events of the module, in the transaction of the running command.</summary>
public interface IEvents
{
    /// <summary>Records the event; it is delivered at least once after the commit, and never when the command fails.</summary>
    /// <param name="data">An event record the module declared with <c>m.Event</c>.</param>
    void Publish(object data);
}

/// <summary>Reacts to an event of another module or its own. Runs in its own transaction in the tenant of the event.</summary>
/// <typeparam name="TEvent">A record that declares the fields read; checked at start against the producer's record.</typeparam>
public interface IEventHandler<in TEvent>
{
    /// <summary>Handles one event. The platform calls it again when it throws; its effects are saved once.</summary>
    Task Handle(TEvent data, CancellationToken cancel);
}
