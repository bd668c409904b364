using Ashlar.Contract.Resources;

namespace Ashlar.Crm.Documents;

internal sealed class DocumentResource : IResource<Document>
{
    public void Define(ResourceBuilder<Document> resource)
    {
        resource.Icon("file-text")
            .Columns(d => d.Name, d => d.Kind, d => d.File, d => d.AccountId, d => d.DealId, d => d.ValidUntil)
            .Filters(d => d.Kind, d => d.AccountId, d => d.DealId, d => d.ValidUntil)
            .BeforeWrite<FiledUnderTheAccount>();

        resource.Field(d => d.Name).Searchable();
        resource.Field(d => d.Kind).Default(DocumentKind.Other).Options(
            new FieldOption("offer", "Offer", "blue"),
            new FieldOption("contract", "Contract", "green"),
            new FieldOption("order", "Order", "teal"),
            new FieldOption("invoice", "Invoice", "amber"),
            new FieldOption("letter", "Letter", "violet"),
            new FieldOption("other", "Other", "gray"));
        resource.Field(d => d.File).File().Required();
        resource.Field(d => d.AccountId).Relation("crm.accounts", OnDelete.Cascade);
        resource.Field(d => d.DealId).Relation("crm.deals", OnDelete.Cascade);
        resource.Field(d => d.ValidUntil);
        resource.Field(d => d.Note).LongText().Searchable();
    }
}
