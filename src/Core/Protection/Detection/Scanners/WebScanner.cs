using System.Collections.Frozen;
using System.Net;
using Ashlar.Core.Protection.Detection.Text;
using Ashlar.Core.Protection.Detection.Words;

namespace Ashlar.Core.Protection.Detection.Scanners;

/// <summary>Mail addresses of people, addresses of pages that concern one person, and IP addresses somebody used.</summary>
internal static class WebScanner
{
    private const int LongestLocal = 64;
    private const int LongestHost = 128;
    private const int LongestUrl = 512;

    private static readonly FrozenSet<string> _roles = new[]
    {
        "info", "sales", "support", "noreply", "no-reply", "donotreply", "contact", "admin", "administrator", "office", "help", "helpdesk", "service", "webmaster", "postmaster", "hostmaster", "hello",
        "jobs", "careers", "team", "marketing", "press", "media", "kontakt", "git", "orders", "order", "invoice", "invoices", "rechnung", "rechnungen", "vertrieb", "bestellung", "einkauf", "buchhaltung",
        "accounting", "security", "abuse", "mailer-daemon", "root", "news", "newsletter", "feedback", "enquiries", "inquiries", "shop", "legal", "privacy", "datenschutz", "hr", "it", "ops", "dev", "api", "test", "user",
        "bewerbung", "presse", "frontdesk", "quality", "purchasing", "procurement", "careers", "recruiting", "facilities", "lab", "labor", "praxis", "clinic", "pharmacy", "records", "appointments", "scheduling", "events", "membership", "subscribe", "unsubscribe", "claims", "compliance", "editor", "redaktion", "verwaltung", "hausverwaltung", "bibliothek", "library", "returns", "reservations", "booking", "webshop", "sekretariat", "zentrale", "billing", "notifications", "alerts", "builds", "ci", "bot", "mail", "post", "reception", "empfang", "service-desk", "customerservice", "customer-service", "kundenservice",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly string[] _personal = ["facebook.", "linkedin.com/in/", "instagram.", "twitter.com/", "x.com/", "tiktok.", "/~", "/u/", "/user/", "/users/", "/profile", "/patient", "/member", "patient=", "mrn=", "/people/", "-family.", "portal", "xing.com/profile", "/in/", "/chart"];

    public static void Scan(Page page)
    {
        for (var at = 0; at < page.Count; at++)
        {
            page.Steps++;
            var symbol = page.Symbol(at);
            if (symbol == '@')
                Mail(page, at);
            else if (symbol == ':' && (page.Symbol(at + 1) == '/' || page.Symbol(at + 1) == ':' || page.Joined(at - 1)) && page.Joined(at))
                at = Colon(page, at);
            else if (page.Is(at, "www") && page.Symbol(at + 1) == '.' && !(page.Symbol(at - 1) == '/' && page.Joined(at - 1)))
                at = Url(page, at, at);
            else if (page.IsNumber(at))
                Ip4(page, at);
            else if (symbol == '/' && page.Joined(at - 1) && page.Joined(at) && IsHost(page, at - 1, out var first))
                at = Url(page, first, at);
        }
    }

    private static void Mail(Page page, int at)
    {
        var text = page.View.Text;
        var sign = page[at].Start;
        var (start, end) = (sign, sign + 1);
        while (start > 0 && sign - start < LongestLocal && (char.IsLetterOrDigit(text[start - 1]) || text[start - 1] is '.' or '_' or '%' or '+' or '-' or '\''))
            start--;
        while (end < text.Length && end - sign < LongestHost && (char.IsLetterOrDigit(text[end]) || text[end] is '.' or '-'))
            end++;
        page.Steps += end - start;
        end -= text[sign..end].Length - text[sign..end].TrimEnd(".-").Length;
        while (start < sign && text[start] is '.' or '\'' or '-')
            start++;
        var host = text[(sign + 1)..end];
        var dot = host.LastIndexOf('.');
        if (start == sign || dot < 1 || host.Length - dot < 3 || host[(dot + 1)..].ContainsAnyInRange('0', '9'))
            return;
        if (start > 2 && (text[start - 1] == ':' || text[start - 1] == '/') && text[Math.Max(0, start - LongestLocal)..start].Contains("://", StringComparison.Ordinal))
            return;
        if (_roles.GetAlternateLookup<ReadOnlySpan<char>>().Contains(text[start..sign]))
        {
            page.AddRange(start, end, PhiKind.Email, 0.4, "the mail address of an office");
            return;
        }

        page.AddRange(start, end, PhiKind.Email, 0.85, "a mail address of a person");
    }

    /// <summary>A URL or an IPv6 address around a colon; returns the last token taken.</summary>
    private static int Colon(Page page, int at)
    {
        if (page.IsWord(at - 1) && page.Joined(at - 1) && page.Symbol(at + 1) == '/' && page.Symbol(at + 2) == '/' && page.Joined(at + 1))
            return Url(page, at - 1, at + 2);
        var text = page.View.Text;
        var (start, end) = (page[at].Start, page[at].Start);
        while (start > 0 && page[at].Start - start < 5 && char.IsAsciiHexDigit(text[start - 1]))
            start--;
        while (end < text.Length && end - start < 46 && (char.IsAsciiHexDigit(text[end]) || text[end] is ':' or '.'))
            end++;
        page.Steps += end - start;
        var found = text[start..end].TrimEnd(".:");
        var shortened = found.Contains("::", StringComparison.Ordinal);
        if (found.Count(':') is var colons && (colons == 7 || shortened && colons >= 2 && found.Length > 4) && IPAddress.TryParse(found, out _))
        {
            Address(page, at, start, start + found.Length, false);
            while (at + 1 < page.Count && page[at + 1].End <= start + found.Length)
                at++;
        }

        return at;
    }

    /// <summary>Whether what stands before a slash is the name of a host; then its first token.</summary>
    private static bool IsHost(Page page, int at, out int first)
    {
        first = at;
        if (!SpokenMail.IsTop(page, at) || page.Symbol(at - 1) != '.')
            return false;
        while (first > 0 && at - first < 12 && page.Joined(first - 1) && (page.IsWord(first - 1) || page.IsNumber(first - 1) || page.Symbol(first - 1) is '.' or '-'))
            first--;
        return at - first > 1 && page.Symbol(first - 1) is not ('@' or '/') && (page.IsWord(first) || page.IsNumber(first));
    }

    private static int Url(Page page, int first, int at)
    {
        var text = page.View.Text;
        var start = page[first].Start;
        var end = page[at].End;
        while (end < text.Length && end - start < LongestUrl && text[end] > ' ' && text[end] is not ('"' or '<' or '>' or '|' or '{' or '}' or '`'))
            end++;
        page.Steps += end - start;
        end = start + text[start..end].TrimEnd(".,;:!?)'").Length;
        var last = at;
        while (last + 1 < page.Count && page[last + 1].End <= end)
            last++;
        var url = text[start..end];
        if (url.Contains("hl7.org", StringComparison.OrdinalIgnoreCase) || url.Contains("w3.org", StringComparison.OrdinalIgnoreCase) || url.Contains("loinc.org", StringComparison.OrdinalIgnoreCase) || url.Contains("snomed", StringComparison.OrdinalIgnoreCase) || page.Is(first - 1, "xmlns"))
            return last;
        var confidence = 0.15;
        foreach (var mark in _personal)
            confidence = url.Contains(mark, StringComparison.OrdinalIgnoreCase) ? 0.45 : confidence;
        if (Labelled(page, first))
            confidence += 0.4;
        if (page.Person(first, 15) || page.Health(first, 15) || page.Person(last, 8) || page.Health(last, 8))
            confidence += 0.35;
        if (page.Trade(first, 8) - page.Trade(first, 0) > 0 && confidence < 0.6)
            confidence -= 0.2;
        page.AddRange(start, end, PhiKind.Url, Math.Min(0.9, confidence), "the address of a page about one person", weak: confidence < 0.5);
        return last;
    }

    /// <summary>A label such as "website" or "profile" right before.</summary>
    private static bool Labelled(Page page, int at)
    {
        for (var back = at - 1; back >= 0 && back > at - 6 && !page.IsLine(back); back--)
        {
            if (page.Has(back, WordFlags.Label) && Lexicon.Labels(page.Text(back)).Any(label => label.Kind == PhiKind.Url))
                return true;
        }

        return false;
    }

    private static void Ip4(Page page, int at)
    {
        if (page.Joined(at - 1) && (page.Symbol(at - 1) is '.' or '-' || page.IsWord(at - 1) || page.IsNumber(at - 1)))
            return;
        for (var part = 0; part < 4; part++)
        {
            var token = at + part * 2;
            if (!page.IsNumber(token) || page.Size(token) > 3 || int.Parse(page.Text(token), System.Globalization.CultureInfo.InvariantCulture) > 255)
                return;
            if (part < 3 && !(page.Symbol(token + 1) == '.' && page.Joined(token) && page.Joined(token + 1)))
                return;
        }

        var last = at + 6;
        if (page.Joined(last) && (page.Symbol(last + 1) == '.' && page.IsNumber(last + 2) && page.Joined(last + 1) || page.IsWord(last + 1) || page.Symbol(last + 1) == '-'))
            return;
        var first = int.Parse(page.Text(at), System.Globalization.CultureInfo.InvariantCulture);
        var second = int.Parse(page.Text(at + 2), System.Globalization.CultureInfo.InvariantCulture);
        var inner = first is 0 or 10 or 127 or >= 224 || (first == 192 && second == 168) || (first == 172 && second is >= 16 and <= 31) || (first == 169 && second == 254);
        Address(page, at, page[at].Start, page[last].End, inner);
    }

    private static void Address(Page page, int at, int start, int end, bool inner)
    {
        var confidence = inner ? 0.2 : 0.5;
        if (After(page, at, "ip", 6))
            confidence += 0.35;
        if (page.Person(at, 15) || page.Health(at, 15))
            confidence += 0.35;
        if (page.Trade(at, 12) > 0 && !page.Person(at, 15) && !page.Health(at, 15))
            confidence -= 0.3;
        if (page.Is(at - 1, "version") || page.Is(at - 1, "v") || page.Is(at - 1, "to") && page.Trade(at, 12) > 0 || page.Denied(at))
            confidence -= 0.5;
        if (page.Symbol(at - 1) == '/' && page.Joined(at - 1))
            confidence -= 0.3;
        page.AddRange(start, end, PhiKind.Ip, Math.Min(0.9, confidence), "an IP address somebody used");
    }

    private static bool After(Page page, int at, string word, int reach)
    {
        for (var back = at - 1; back >= 0 && back >= at - reach && !page.IsLine(back); back--)
        {
            if (page.Is(back, word))
                return true;
        }

        return false;
    }
}
