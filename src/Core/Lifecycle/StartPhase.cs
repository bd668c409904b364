namespace Ashlar.Core.Lifecycle;

/// <summary>The phases of the start, in their order.</summary>
internal enum StartPhase
{
    /// <summary>Configuration, the database server, migrations.</summary>
    Foundation = 1,

    /// <summary>The isolation gate, modules, tenants.</summary>
    Core,

    /// <summary>Caches, queues, files, connections to other systems.</summary>
    Infrastructure,

    /// <summary>Keys, permissions, the HTTP surface.</summary>
    SecurityAndApi,

    /// <summary>Live streams and background work.</summary>
    RealTime,

    /// <summary>The first look at every health check.</summary>
    Health,
}

/// <summary>A piece of the start. Tasks of one phase run in the order of their registration. When a critical one fails the host ends; otherwise it runs degraded.</summary>
internal sealed record StartTask(string Name, StartPhase Phase, bool Critical, Func<IServiceProvider, CancellationToken, Task> Run);

/// <summary>Runs after requests and background work have ended, in the reverse order of registration.</summary>
internal sealed record StopTask(string Name, Func<IServiceProvider, Task> Run);

/// <summary>How a task or phase of the start went, for the report.</summary>
internal sealed record StartReportLine(StartPhase Phase, string Name, bool Critical, double Milliseconds, string? Error);
