using Ashlar.Contract.Modules;
using Ashlar.Contract.Resources;
using Ashlar.Contract.Settings;
using Ashlar.Core.Files.Retention;
using Ashlar.Core.Files.Rows;
using Ashlar.Core.Files.Serving;

namespace Ashlar.Core.Files;

/// <summary>Files of organisations, and how long they are kept.</summary>
internal sealed class FilesModule : IModule
{
    public const string MaxMegabytes = "files.max_mb";

    public void Define(ModuleBuilder module) => module
        .Resource<StoredFile, FileResource>()
        .Resource<RetentionPolicy, PolicyResource>()
        .Command<LinkFile, LinkFileHandler>("files", command => command.Label("Make a link")
            .Field("minutes", field => field with { Min = 1, Max = FileLinks.MaxMinutes, Hint = "How long it works, seven days at most." })
            .Field("show", field => field with { Label = "Show instead of download", Hint = "Images, PDF and plain text only." }))
        .Command<HoldFile, HoldFileHandler>("files", command => command.Label("Place a legal hold").Field("reason", field => field with { MaxLength = 500 }))
        .Command<ReleaseFile, ReleaseFileHandler>("files", command => command.Label("Release the hold").Field("reason", field => field with { MaxLength = 400 }))
        .Query<GetRetention, GetRetentionHandler>("files/{file_id}/retention", FileResource.Read)
        .Query<GetDestruction, GetDestructionHandler>("files/{file_id}/destruction", FileResource.Read)
        .Permission(FileResource.Create, "Upload files")
        .Setting(new SettingDefinition(MaxMegabytes, "Largest file (MB)", FieldKind.Integer, 25) { Min = 1, Max = 100_000, PerClient = false, Hint = "Never more than the installation allows." });
}
