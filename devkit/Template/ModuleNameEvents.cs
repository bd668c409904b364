namespace Ashlar.ModuleName;

internal sealed record ItemClosed(Guid ItemId, string Reason);
