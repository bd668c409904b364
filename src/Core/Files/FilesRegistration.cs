using Ashlar.Core.Files.Retention;
using Ashlar.Core.Files.Scanning;
using Ashlar.Core.Files.Serving;
using Ashlar.Core.Files.Stores;
using Ashlar.Core.Files.Uploads;
using Ashlar.Core.Jobs.Schedules;
using Ashlar.Core.Modules;
using Ashlar.Core.Modules.Manifests;
using Ashlar.Core.Storage;
using Microsoft.Extensions.Configuration;

namespace Ashlar.Core.Files;

internal static class FilesRegistration
{
    public static IServiceCollection AddFiles(this IServiceCollection services, IConfiguration configuration) => services
        .AddSingleton(provider => FileStoreOptions.From(configuration, provider.GetRequiredService<StorageOptions>()))
        .AddSingleton<FileStores>()
        .AddSingleton<IFileScanner>(provider => provider.GetRequiredService<FileStoreOptions>().Clamd is var (host, port) ? new ClamScanner(host, port) : new NoScanner())
        .AddSingleton<FileSource>().AddSingleton<FileServing>().AddSingleton<FileLinks>().AddSingleton<RowFiles>()
        .AddSingleton<RetentionPolicies>().AddSingleton<FileDeletion>().AddSingleton<RetentionRun>().AddSingleton<FileScans>().AddSingleton<FileUploads>()
        .AddSingleton<RemovalSignal>().AddHostedService<RemovalWorker>()
        .AddSchedule<RetentionRun>("files.retention", TimeSpan.FromHours(1))
        .AddSchedule<FileScans>("files.scan", TimeSpan.FromMinutes(1))
        .AddCoreModule("files", "Files", "file", new FilesModule(),
            new MenuItem("files", "Files", "file", "/files/files", Resource: "files.files"), new MenuItem("files-retention", "Retention", "archive", "/files/retention_policies", Resource: "files.retention_policies"));

    public static void MapFiles(this IEndpointRouteBuilder routes) => routes.MapFileEndpoints();
}
