using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Ashlar.Core.Audit.Proofs;
using Ashlar.Core.Resources;

namespace Ashlar.Core.Audit.Syslog;

/// <summary>An entry as a message of RFC 5424: facility 13 (log audit), the action as MSGID, what one filters by as structured data, the entry as JSON.</summary>
internal static class SyslogMessage
{
    private const int Facility = 13;

    /// <summary>What receivers take without being told to; a larger entry leaves its differences and details out and says so.</summary>
    public const int Largest = 8_000;

    // The number that RFC 5612 sets aside; there is none of our own.
    private const string Element = "ashlar@32473";

    private static readonly JsonWriterOptions _options = new() { Encoder = JsonSettings.Encoder };

    public static byte[] Of(AuditLeaf entry, long position, string tenant, string host)
    {
        var whole = Build(entry, position, tenant, host, cut: false);
        return whole.Length <= Largest ? whole : Build(entry with { Changes = null, Details = null }, position, tenant, host, cut: true);
    }

    private static byte[] Build(AuditLeaf entry, long position, string tenant, string host, bool cut)
    {
        var text = new StringBuilder(512);
        text.Append(CultureInfo.InvariantCulture, $"<{(Facility * 8) + Severity(entry)}>1 {AuditLeaf.Moment(entry.At)} {Name(host, 255)} ashlar - {Name(entry.Action, 32)} [{Element}");
        foreach (var (name, value) in (ReadOnlySpan<(string, string?)>)[
            ("log", entry.Log.ToString()), ("position", position.ToString(CultureInfo.InvariantCulture)), ("entry", entry.Id.ToString()), ("tenant", tenant), ("action", entry.Action), ("actor", entry.ActorName), ("actor_id", entry.ActorId?.ToString()),
            ("result", entry.Result), ("resource", entry.Resource), ("row", entry.ResourceId?.ToString()), ("ip", entry.Ip), ("request", entry.RequestId), ("cut", cut ? "changes,details" : null)])
        {
            if (value is not null)
                text.Append(' ').Append(name).Append("=\"").Append(Escaped(value)).Append('"');
        }

        // A mark of the byte order says that what follows is UTF-8 (6.4).
        text.Append("] \uFEFF");
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json, _options))
            entry.Write(writer);
        return [.. Encoding.UTF8.GetBytes(text.ToString()), .. json.WrittenSpan];
    }

    private static int Severity(AuditLeaf entry) => entry.Result switch
    {
        "ok" => 6,
        "denied" => 4,
        _ => 3,
    };

    /// <summary>Printable US-ASCII without blanks (6).</summary>
    private static string Name(string text, int most)
    {
        var name = new string([.. text.Where(c => c is > ' ' and < (char)127).Take(most)]);
        return name.Length == 0 ? "-" : name;
    }

    /// <summary>6.3.3; line breaks would end the message for receivers that count no octets.</summary>
    private static string Escaped(string value) =>
        value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("]", "\\]", StringComparison.Ordinal).ReplaceLineEndings(" ");
}
