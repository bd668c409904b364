using Ashlar.Contract.Resources;

namespace Ashlar.Core.Files.Rows;

internal enum FileState { Uploading, Quarantined, Ready, Deleted }

/// <summary>What is known of a file; its bytes are elsewhere.</summary>
internal sealed class StoredFile : Entity
{
    public string Name { get; set; } = "";
    public string MediaType { get; set; } = "";
    public long Size { get; set; }
    public string? Sha256 { get; set; }
    public FileState State { get; set; }
    public string? ScanResult { get; set; }
    public string DataClass { get; set; } = FileResource.General;
    public Guid? OwnerId { get; set; }
    public DateTimeOffset? ExpiresAt { get; set; }
    public bool Hold { get; set; }
    public string? HoldReason { get; set; }
    public string Store { get; set; } = "";
    public string Path { get; set; } = "";
}

internal sealed class FileResource : IResource<StoredFile>
{
    public const string Key = "files.files";
    public const string General = "general";
    public const string Read = "files:files:read";
    public const string Create = "files:files:create";

    public void Define(ResourceBuilder<StoredFile> resource)
    {
        resource.InControlPlane().Named("file", "files").Table("files").Icon("file").Sort("-created_at").Operations(Operations.Read | Operations.Update | Operations.Delete)
            .Columns(f => f.Name, f => f.State, f => f.MediaType, f => f.Size, f => f.Hold, f => f.DataClass, f => f.OwnerId, f => f.ExpiresAt)
            .Filters(f => f.State, f => f.MediaType, f => f.DataClass, f => f.Hold)
            .BeforeWrite<FileRules>();
        resource.Field(f => f.Name).Required().Max(200).Searchable();
        resource.Field(f => f.MediaType).ReadOnly().Label("Type");
        resource.Field(f => f.Size).ReadOnly().Bytes();
        resource.Field(f => f.Sha256).ReadOnly().Max(64).Label("SHA-256");
        resource.Field(f => f.State).ReadOnly().Options(new FieldOption("uploading", "Arriving", "gray"), new FieldOption("quarantined", "Quarantined", "amber"), new FieldOption("ready", "Ready", "green"), new FieldOption("deleted", "Deleted", "red"));
        resource.Field(f => f.ScanResult).ReadOnly().Label("Virus scan");
        resource.Field(f => f.DataClass).Required().Max(40).Hint("Retention policies name it, such as general or invoices.");
        resource.Field(f => f.OwnerId).ReadOnly().Relation("org.users", OnDelete.Null);
        resource.Field(f => f.ExpiresAt).Hint("It is deleted then, unless a policy or a hold keeps it.");
        resource.Field(f => f.Hold).ReadOnly().Label("Legal hold");
        resource.Field(f => f.HoldReason).ReadOnly();
        resource.Field(f => f.Store).Internal();
        resource.Field(f => f.Path).Internal();
    }
}
