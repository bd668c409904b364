using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using Ashlar.Contract.Commands;
using Ashlar.Contract.Errors;
using Ashlar.Core.Audit;
using Ashlar.Core.Commands;
using Ashlar.Core.Files.Sealing;
using Ashlar.Core.Identity;
using Ashlar.Core.Tenancy;

namespace Ashlar.Core.Files.Serving;

/// <summary>
/// Links that open one file for a while without sign-in. A link names the file and its end, signed with a key that comes from the file's own: once
/// that is destroyed, no link to it has ever worked.
/// </summary>
internal sealed class FileLinks(FileSource source, TenantDirectory tenants, IdentityOptions options, TimeProvider time)
{
    public const string Path = "/api/v1/files/links";
    public const int MaxMinutes = 7 * 24 * 60;

    private const int Payload = 16 + 16 + 8 + 1;

    public string Make(FileKey key, Guid tenant, Guid file, DateTimeOffset until, bool show)
    {
        var token = new byte[Payload + HMACSHA256.HashSizeInBytes];
        tenant.TryWriteBytes(token, bigEndian: true, out _);
        file.TryWriteBytes(token.AsSpan(16), bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(token.AsSpan(32), until.ToUnixTimeSeconds());
        token[40] = show ? (byte)1 : (byte)0;
        key.Sign(token.AsSpan(0, Payload)).CopyTo(token, Payload);
        var path = $"{Path}/{Base64Url.EncodeToString(token)}";
        return options.PublicUrl is { } site ? new Uri(site, path).ToString() : path;
    }

    /// <summary>The file a link opens; null for whatever is none any more, without saying why.</summary>
    public async Task<(OpenFile File, bool Show)?> Read(string text, CancellationToken cancel)
    {
        if (text.Length > 200 || !Base64Url.IsValid(text) || Base64Url.DecodeFromChars(text) is not { Length: Payload + HMACSHA256.HashSizeInBytes } token)
            return null;
        var tenant = new Guid(token.AsSpan(0, 16), bigEndian: true);
        if (BinaryPrimitives.ReadInt64BigEndian(token.AsSpan(32)) <= time.GetUtcNow().ToUnixTimeSeconds() || await tenants.ById(tenant, cancel) is not { Status: TenantStatus.Active })
            return null;
        if (await source.Find(tenant, new Guid(token.AsSpan(16, 16), bigEndian: true), cancel) is not { } file)
            return null;
        using var key = await source.Key(file, cancel);
        return key is not null && CryptographicOperations.FixedTimeEquals(key.Sign(token.AsSpan(0, Payload)), token.AsSpan(Payload)) ? (file, token[40] == 1) : null;
    }
}

/// <summary>Makes a link that opens the file without sign-in for a while.</summary>
internal sealed record LinkFile(Guid Id, int Minutes = 60, bool Show = false) : ICommand<FileLink>;

/// <summary>A link, for whoever is given it.</summary>
internal sealed record FileLink(Guid Id, string Type, FileLinkAttributes Attributes);

/// <param name="Url">Opens the file; whole when the installation knows its public address, otherwise the path.</param>
/// <param name="ExpiresAt">When it stops.</param>
internal sealed record FileLinkAttributes(string Url, DateTimeOffset ExpiresAt);

internal sealed class LinkFileHandler(CurrentOperation current, FileSource source, FileLinks links, TimeProvider time) : ICommandHandler<LinkFile, FileLink>
{
    public async Task<Result<FileLink>> Handle(LinkFile command, CancellationToken cancel)
    {
        var work = current.Work;
        if (await source.Find(work.Scope.TenantId, command.Id, cancel) is not { } file)
            return StoredFileErrors.Gone;
        if (FileServing.Closed(file) is { } closed)
            return closed;
        using var key = await source.Key(file, cancel);
        if (key is null)
            return StoredFileErrors.Gone;
        var until = DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().AddMinutes(command.Minutes).ToUnixTimeSeconds());
        work.Audit(AuditEntry.By(work.Caller, work.Request, "files.files.link") with { ClientId = file.Client, Resource = Rows.FileResource.Key, ResourceId = file.Id, Reason = $"A link until {until:yyyy-MM-dd HH:mm} UTC" });
        return new FileLink(file.Id, "files.link", new FileLinkAttributes(links.Make(key, file.Tenant, file.Id, until, command.Show), until));
    }
}
