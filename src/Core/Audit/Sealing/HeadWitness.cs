using System.Net.Http.Json;
using Ashlar.Core.Audit.Proofs;
using Microsoft.Extensions.Configuration;

namespace Ashlar.Core.Audit.Sealing;

/// <summary>
/// Puts every signed head where ASHLAR_AUDIT_WITNESS says: at the end of a file, best on another machine's append-only share, or by POST to an
/// address. From a file the host takes its memory back at the start, so a database that was put back while no host ran is found out too.
/// </summary>
internal sealed class HeadWitness(IConfiguration configuration, HeadKeys keys, ILogger<HeadWitness> log) : IHeadWitness, IDisposable
{
    public const string Variable = "ASHLAR_AUDIT_WITNESS";

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(5) };

    private string? Place => configuration[Variable] is { Length: > 0 } place ? place : null;

    private Uri? Address => Place is { } place && Uri.TryCreate(place, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? new Uri(Place!) : null;

    public async Task Append(IReadOnlyList<SignedHead> heads, CancellationToken cancel)
    {
        if (Place is not { } place)
            return;
        try
        {
            if (Address is { } address)
                (await _http.PostAsJsonAsync(address, new { heads = heads.Select(head => head.Jws) }, cancel)).EnsureSuccessStatusCode();
            else
                await File.AppendAllLinesAsync(place, heads.Select(head => head.Jws), cancel);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or HttpRequestException or TaskCanceledException && !cancel.IsCancellationRequested)
        {
            log.LogError("Heads of the audit log could not be put at {Place}: {Reason}", place, failure.Message);
        }
    }

    /// <summary>The last head of every log in the file.</summary>
    public async Task<IReadOnlyList<SignedHead>> Recall(CancellationToken cancel)
    {
        if (Place is not { } place || Address is not null || !File.Exists(place))
            return [];
        var trusted = await keys.All(cancel);
        var last = new Dictionary<Guid, SignedHead>();
        await foreach (var line in File.ReadLinesAsync(place, cancel))
        {
            if (SignedHead.Verify(line, trusted) is { } head)
                last[head.Log] = head;
        }

        return [.. last.Values];
    }

    public void Dispose() => _http.Dispose();
}
