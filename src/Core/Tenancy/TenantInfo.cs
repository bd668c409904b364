using Ashlar.Core.Storage;

namespace Ashlar.Core.Tenancy;

internal enum TenantStatus { Provisioning, Active, Suspended, Failed }

/// <summary>What every request needs to know about its tenant; an immutable snapshot kept in memory.</summary>
internal sealed record TenantInfo(Guid Id, string Code, string Name, TenantStatus Status, Placement Placement)
{
    /// <summary>The operator's own organisation; its members run the platform.</summary>
    public const string PlatformCode = "platform";

    public bool IsPlatform => Code == PlatformCode;
}
