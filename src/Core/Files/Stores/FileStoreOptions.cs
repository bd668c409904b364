using Ashlar.Core.Lifecycle;
using Ashlar.Core.Storage;
using Microsoft.Extensions.Configuration;

namespace Ashlar.Core.Files.Stores;

/// <summary>How to reach a bucket.</summary>
internal sealed record S3Settings(Uri Address, string Bucket, string Region, string AccessKey, string SecretKey, string Prefix)
{
    /// <summary>What the variables say that begin with the name; null when there is no bucket.</summary>
    public static S3Settings? From(IConfiguration configuration, string name)
    {
        if (configuration[$"{name}_BUCKET"] is not { Length: > 0 } bucket)
            return null;
        var region = configuration[$"{name}_REGION"] is { Length: > 0 } named ? named : "us-east-1";
        var address = configuration[$"{name}_URL"] is { Length: > 0 } url ? url : $"https://s3.{region}.amazonaws.com";
        if (!Uri.TryCreate(address, UriKind.Absolute, out var parsed) || parsed.Scheme is not ("https" or "http"))
            throw new StartException($"{name}_URL is '{address}'. It must be an address that starts with https:// or http://.");
        var prefix = configuration[$"{name}_PREFIX"]?.Trim('/') is { Length: > 0 } given ? $"{given}/" : "";
        return new S3Settings(parsed, bucket, region, Secret($"{name}_ACCESS_KEY"), Secret($"{name}_SECRET_KEY"), prefix);

        string Secret(string key) => configuration[key] is { Length: > 0 } value ? value : throw new StartException($"{name}_BUCKET is set, so {key} is needed too.");
    }
}

/// <summary>Where files go and how large they may be, as the operator says.</summary>
internal sealed record FileStoreOptions
{
    public const long Megabyte = 1024 * 1024;

    /// <summary>ASHLAR_FILES: the folder of the local store; <c>files</c> below ASHLAR_DATA when it is not said.</summary>
    public required string Folder { get; init; }

    /// <summary>ASHLAR_FILES_S3_URL, _BUCKET, _REGION, _ACCESS_KEY, _SECRET_KEY and _PREFIX: new files go there instead.</summary>
    public S3Settings? S3 { get; init; }

    /// <summary>ASHLAR_FILES_MAX_MB: no organisation takes larger ones.</summary>
    public long MaxBytes { get; init; } = 100 * Megabyte;

    /// <summary>ASHLAR_FILES_CLAMD: host:port of a clamd that looks at every file before anybody may open it.</summary>
    public (string Host, int Port)? Clamd { get; init; }

    public static FileStoreOptions From(IConfiguration configuration, StorageOptions storage) => new()
    {
        Folder = configuration["ASHLAR_FILES"] is { Length: > 0 } folder ? Path.GetFullPath(folder) : Path.Combine(storage.DataFolder, "files"),
        S3 = S3Settings.From(configuration, "ASHLAR_FILES_S3"),
        MaxBytes = configuration["ASHLAR_FILES_MAX_MB"] switch
        {
            null or "" => 100 * Megabyte,
            var text when long.TryParse(text, out var size) && size is >= 1 and <= 100_000 => size * Megabyte,
            var text => throw new StartException($"ASHLAR_FILES_MAX_MB is '{text}'. It must be a number from 1 to 100000."),
        },
        Clamd = configuration["ASHLAR_FILES_CLAMD"] is { Length: > 0 } clamd ? Address(clamd) : null,
    };

    private static (string Host, int Port) Address(string text)
    {
        var colon = text.LastIndexOf(':');
        return colon > 0 && int.TryParse(text[(colon + 1)..], out var port) && port is >= 1 and <= 65535
            ? (text[..colon], port)
            : throw new StartException($"ASHLAR_FILES_CLAMD is '{text}'. Name host and port, such as 127.0.0.1:3310.");
    }
}
