using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;
using Ashlar.Core.Files.Names;
using Ashlar.Core.Http;

namespace Ashlar.Core.Files.Retention;

/// <summary>How long files of a class are kept at least and at most.</summary>
internal sealed class RetentionPolicy : Entity
{
    public string DataClass { get; set; } = "";
    public long? MinDays { get; set; }
    public long? MaxDays { get; set; }
    public string? Note { get; set; }
}

internal sealed class PolicyResource : IResource<RetentionPolicy>
{
    public void Define(ResourceBuilder<RetentionPolicy> resource)
    {
        resource.InControlPlane().Named("retention_policy", "retention_policies").Table("files_retention").Icon("archive").Title(p => p.DataClass).Sort("data_class").Operations(Operations.Read | Operations.Create | Operations.Update | Operations.Delete)
            .Rule(Check);
        resource.Field(p => p.DataClass).Required().Max(40).Unique().Hint("A class such as invoices, or * for every file.");
        resource.Field(p => p.MinDays).Range(0, 36_500).Label("Kept at least (days)").Hint("Nobody deletes sooner.");
        resource.Field(p => p.MaxDays).Range(1, 36_500).Label("Kept at most (days)").Hint("Deleted then, unless something keeps it longer.");
        resource.Field(p => p.Note).Max(500);
    }

    private static Error? Check(RetentionPolicy policy)
    {
        if (policy.DataClass != "*" && !FileNames.IsDataClass(policy.DataClass))
            return CoreErrors.Validation("data_class", "Name a class of small letters, digits and _, or * for all.");
        if (policy.MinDays is null && policy.MaxDays is null)
            return CoreErrors.Validation("max_days", "Say how long files are kept at least, at most or both.", "required");
        return policy.MinDays > policy.MaxDays ? CoreErrors.Validation("max_days", "Must not be shorter than the least time.") : null;
    }
}
