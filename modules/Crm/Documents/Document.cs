using Ashlar.Contract.Resources;

namespace Ashlar.Crm.Documents;

internal enum DocumentKind { Offer, Contract, Order, Invoice, Letter, Other }

/// <summary>A file that belongs to an account, a deal or the house itself.</summary>
internal sealed class Document : Entity
{
    public required string Name { get; set; }
    public DocumentKind Kind { get; set; } = DocumentKind.Other;
    public Guid File { get; set; }
    public Guid? AccountId { get; set; }
    public Guid? DealId { get; set; }
    public DateOnly? ValidUntil { get; set; }
    public string? Note { get; set; }
}
