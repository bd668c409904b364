namespace Ashlar.Crm;

internal sealed record AssignedView(Guid Id, Guid OwnerId);
