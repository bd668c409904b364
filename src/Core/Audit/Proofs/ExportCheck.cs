using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;

namespace Ashlar.Core.Audit.Proofs;

/// <summary>Verifies an export line by line, with nothing but the file and, when somebody has them, keys and heads that were kept elsewhere.</summary>
internal sealed class ExportCheck
{
    private readonly Dictionary<string, ECDsa> _keys = new(StringComparer.Ordinal);
    private readonly Dictionary<long, SignedHead> _kept = [];
    private readonly HashSet<long> _fitted = [];
    private Frontier _tree = new();
    private bool _started, _ended;

    /// <param name="trusted">Keys from elsewhere; when given, those in the file do not count.</param>
    /// <param name="kept">Heads from elsewhere.</param>
    public ExportCheck(IReadOnlyDictionary<string, ECDsa>? trusted, IEnumerable<SignedHead> kept)
    {
        Trusted = trusted;
        foreach (var head in kept)
            _kept[head.Size] = head;
    }

    public IReadOnlyDictionary<string, ECDsa>? Trusted { get; }

    public Guid Log { get; private set; }

    public long From { get; private set; }

    public long Size => _tree.Size;

    public long Entries { get; private set; }

    /// <summary>Entries of which only the seal is there: their month was archived.</summary>
    public long Sealed { get; private set; }

    /// <summary>Entries of which a personal part was erased; the rest of each is compared.</summary>
    public long Erased { get; private set; }

    public SignedHead? Head { get; private set; }

    public List<string> Findings { get; } = [];

    /// <summary>Sizes of kept heads that the file goes through and agrees with.</summary>
    public IReadOnlySet<long> Fitted => _fitted;

    public void Line(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            Read(document.RootElement);
        }
        catch (Exception malformed) when (malformed is JsonException or KeyNotFoundException or FormatException or InvalidOperationException or ArgumentNullException)
        {
            Findings.Add($"A line cannot be read: {malformed.Message}");
        }
    }

    /// <summary>After the last line.</summary>
    public void Finish()
    {
        if (!_ended)
            Findings.Add("The file was cut off: its last line is missing.");
        if (Head is null && Size > From)
            Findings.Add("There is no signed head that covers the entries.");
        foreach (var head in _kept.Values.Where(head => head.Log == Log && head.Size > Size))
            Findings.Add($"A head that was kept says {head.Size} entries at {head.Time:u}; the file ends at {Size}.");
    }

    private void Read(JsonElement line)
    {
        switch (line.GetProperty("type").GetString())
        {
            case "header":
                Log = line.GetProperty("log").GetGuid();
                From = line.GetProperty("from").GetInt64();
                if (line.GetProperty("format").GetString() != "ashlar-audit-export/1")
                    Findings.Add("The file has another format than ashlar-audit-export/1.");
                break;
            case "key":
                foreach (var (id, key) in SignedHead.Keys(JsonDocument.Parse($"{{\"keys\":[{line.GetProperty("jwk").GetRawText()}]}}").RootElement))
                    _keys[id] = key;
                break;
            case "start":
                Start(line);
                break;
            case "entry":
                Entry(line);
                break;
            case "head":
                CheckHead(line.GetProperty("jws").GetString()!);
                break;
            case "end":
                _ended = line.GetProperty("next").GetInt64() == Size;
                break;
        }
    }

    private void Start(JsonElement line)
    {
        _started = true;
        _tree = Frontier.From(line.GetProperty("peaks").EnumerateArray().Select(peak => peak.GetString()!.Split(':')).Select(parts => (int.Parse(parts[0], CultureInfo.InvariantCulture), Base64Url.DecodeFromChars(parts[1]))));
        if (_tree.Size != From)
            Findings.Add("The beginning of the tree does not fit the first position.");
        Fit();
    }

    private void Entry(JsonElement line)
    {
        var position = line.GetProperty("position").GetInt64();
        if (!_started || position != Size)
            Findings.Add($"Position {position} follows {Size - 1}: entries are missing, doubled or in another order.");
        var leaf = Base64Url.DecodeFromChars(line.GetProperty("leaf").GetString());
        if (line.GetProperty("entry") is { ValueKind: JsonValueKind.Object } json)
        {
            var entry = AuditLeaf.Read(json);
            Erased += line.GetProperty("salt").ValueKind == JsonValueKind.String ? 0 : 1;
            var personal = line.GetProperty("salt") is { ValueKind: JsonValueKind.String } salt ? entry.Commitment(Base64Url.DecodeFromChars(salt.GetString())) : Base64Url.DecodeFromChars(line.GetProperty("personal").GetString());
            if (entry.Log != Log || !entry.Hash(personal).AsSpan().SequenceEqual(leaf))
                Findings.Add($"The entry at {position} ({entry.Id}) is not what was sealed.");
            Entries++;
        }
        else
        {
            Sealed++;
        }

        _tree.Add(leaf);
        Fit();
    }

    private void Fit()
    {
        if (!_kept.TryGetValue(Size, out var kept) || kept.Log != Log)
            return;
        if (_tree.Root().AsSpan().SequenceEqual(kept.Root))
            _fitted.Add(Size);
        else
            Findings.Add($"The first {Size} entries are not those of the head that was kept from {kept.Time:u}.");
    }

    private void CheckHead(string jws)
    {
        if (SignedHead.Verify(jws, Trusted ?? _keys) is not { } head || head.Log != Log)
            Findings.Add("The head bears no signature of a key that counts here.");
        else if (head.Size != Size || !head.Root.AsSpan().SequenceEqual(_tree.Root()))
            Findings.Add($"The entries do not give the root that was signed for {head.Size} entries.");
        else
            Head = head;
    }
}
