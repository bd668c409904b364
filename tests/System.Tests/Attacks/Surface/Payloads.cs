using System.Text;

namespace Ashlar.System.Tests.Attacks.Surface;

/// <summary>What attackers write where a value is expected. Each kind of attack has an effect that would show: a canary that wakes, a file that is told, a caller at the door.</summary>
internal sealed class Payloads(int listener, string secretFile)
{
    private const string Wake = "nextval('public.attack_canary')";

    private static readonly string _deep = new('[', 200);

    /// <summary>Texts for any place.</summary>
    public IReadOnlyList<string> Texts { get; } =
    [
        // Statements of SQL.
        $"'; SELECT {Wake}; --", $"1; SELECT {Wake}", $"') OR {Wake} > 0 --", $"' || {Wake} || '", $"\"; SELECT {Wake}; --", $"(SELECT {Wake})", $"id,(SELECT {Wake})", $"-(SELECT {Wake})",
        $"1 UNION SELECT {Wake}", $"name\") FROM pg_user; SELECT {Wake}; --", $"$$;SELECT {Wake};$$", $"\\'; SELECT {Wake}; --", $"ʼ; SELECT {Wake}; --", $"'/**/OR/**/{Wake}=1/**/--", $"'||(SELECT {Wake})::text||'",
        $"custom.x' || {Wake} || '", $"x')::text; SELECT {Wake}; --", $"%' AND {Wake} > 0 AND '%' = '", "' OR '1'='1", "1' ORDER BY 99 --", "'; DROP TABLE crm_accounts; --", "x'; SET ROLE postgres; --", "$1", "@p0", ":name", "?",
        // Pages and scripts.
        "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "javascript:alert(1)", "</title><svg/onload=alert(1)>", "{{constructor.constructor('alert(1)')()}}", "<iframe srcdoc='<script>alert(1)</script>'>",
        // Files and addresses on this side.
        $"../{secretFile}", $"../../{secretFile}", $"..%2f..%2f{secretFile}", $"....//{secretFile}", $"..\\..\\{secretFile}", "/etc/passwd", "../../../../../../etc/passwd", "file:///etc/passwd", "..%c0%af..%c0%afetc/passwd", "%252e%252e%252fetc%252fpasswd", "/proc/self/environ", "C:\\Windows\\win.ini", "\\\\127.0.0.1\\share",
        $"http://127.0.0.1:{listener}/a", $"http://localhost:{listener}/b", $"http://[::ffff:127.0.0.1]:{listener}/c", $"http://2130706433:{listener}/d", $"http://0177.0.0.1:{listener}/e", $"http://0x7f000001:{listener}/f", $"http://127.1:{listener}/g",
        $"http://example.com@127.0.0.1:{listener}/", "http://169.254.169.254/latest/meta-data/", "http://[fd00:ec2::254]/", "gopher://127.0.0.1:6379/_INFO", $"ldap://127.0.0.1:{listener}/x", $"${{jndi:ldap://127.0.0.1:{listener}/x}}",
        $"<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY e SYSTEM \"http://127.0.0.1:{listener}/x\">]><x>&e;</x>",
        // Lines of headers and of the shell, formats and templates.
        "a\r\nX-Injected: 1", "a\nSet-Cookie: x=1", "a%0d%0aX-Injected:%201", "a\u2028X-Injected: 1", "`id`", "$(id)", "; id", "| id", "& ping 127.0.0.1", "{0}{1}{2}", "%s%s%n%x", "{{7*7}}", "${7*7}", "#{7*7}", "<%= 7*7 %>", "${secret:setting.mail.smtp_password}", "=cmd|' /C calc'!A0", "@SUM(1+1)*cmd|' /C calc'!A0",
        // Texts that are hard to hold.
        "\0", "a\0b", "\u0001\u001b[31m", "\uFEFFbom", "\u202Egnp.exe", "\u200B", "a\u0300\u0301\u0302", "Ⅷ①ﬁ", "İıẞ", "\uFFFE\uFFFF", "\U0001F4A9", "𝕬", "ﷺ", "　", " ", "\t", new string('a', 3000), new string('€', 2000), string.Concat(Enumerable.Repeat("\U0001F468\u200D", 200)),
        // What is nearly a value of another kind.
        "null", "undefined", "true", "NaN", "Infinity", "-0", "1e999", "-1", "99999999999999999999999", "9223372036854775808", "0x10", "1,000", "1.", ".5", "00", "٣", "[]", "{}", "[object Object]", "2026-02-30", "9999-12-31", "0001-01-01", "2147483647", "-2147483648", "9999-12-31T23:59:59.9999999Z", "10000-01-01", "0000-00-00", "2026-01-01T00:00:00+99:99", "24:00", "-infinity",
        "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff", "{01980a3c-5d10-7c44-9f2e-6f1d2b3c4d5e}", "01980a3c5d107c449f2e6f1d2b3c4d5e", "$me", "$now+9999y", "*", "*:*:*", "platform:*:*", ".", "..", "a,b,c", "a;b", "a=b&c=d", "#", "%", "%%", "%zz", "+", "~", "|", "\\", "\"", "'", "`", "()", "((((((((((a)*)*)*)*)*)*)*)*)*)*b", new string('(', 500), _deep,
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "\U0001F600@example.test", $"{new string('a', 59)}\U0001F600", $"{new string('a', 199)}\U0001F600", $"{new string('a', 299)}\U0001F600", $"{new string('a', 499)}\U0001F600", "a@a.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "0 0 31 2 *", "* * * * * * *", "@every 1ns",
    ];

    /// <summary>JSON for a member of a body.</summary>
    public static IReadOnlyList<string> Values { get; } =
    [
        "null", "true", "0", "-1", "2147483647", "-2147483648", "9223372036854775807", "\"9999-12-31\"", "\"0001-01-01\"", "\"9999-12-31T23:59:59Z\"", "1e999", "-1e-999", "1.0000000000000000000000000000001", "99999999999999999999999999", "[]", "{}", "[null]", "[[]]", "[{}]", "{\"a\":{\"b\":[1]}}", "\"\"", "\" \"", "\"\\u0000\"", "\"\\uD83D\\uDCA9\"",
        "[1,\"a\",null,true,{}]", "{\"amount\":\"1e99\",\"currency\":\"EUR\"}", "{\"amount\":-1,\"currency\":\"QQQ\"}", "{\"amount\":\"12.50\",\"currency\":\"'\"}", "{\"$gt\":\"\"}", "{\"__proto__\":{\"admin\":true}}", "{\"$type\":\"System.Object, System\"}", "[\"a\",\"a\"]",
        $"[{string.Join(',', Enumerable.Repeat("\"a\"", 300))}]", $"\"{new string('a', 30_000)}\"", $"{new string('[', 25)}{new string(']', 25)}", "{\"field\":\"name\",\"op\":\"eq\",\"value\":[[[]]]}", "[\"01980a3c-5d10-7c44-9f2e-6f1d2b3c4d5e\"]", "\"2026-01-31T09:30:00Z\"",
    ];

    /// <summary>Whole bodies that are none.</summary>
    public static IReadOnlyList<(string Media, byte[] Body)> Bodies { get; } =
    [
        .. new[] { "", "null", "{", "[]", "\"\"", "1", "true", "{\"\":0}", "{\"a\":1,\"a\":2}", "{\"name\":1,\"NAME\":2}", "{'name':'x'}", "{name:1}", "{\"name\":\"a\",}", "{\"name\":\"a\"}{}", "{\"name\":\"a\"} x", "//\n{}", "{\"name\":\"\\uD800\"}", "{\"\\uDFAA\":0}", "{\"name\":\"\t\"}", "{\"name\":01}", "{\"name\":NaN}", "\u0000{}" }
            .Select(text => ("application/json", Encoding.UTF8.GetBytes(text))),
        ("application/json", Encoding.UTF8.GetBytes(new string('[', 100_000))), ("application/json", Encoding.UTF8.GetBytes($"{string.Concat(Enumerable.Repeat("{\"a\":", 5000))}1{new string('}', 5000)}")),
        ("application/json", [.. "{\"name\":\""u8, 0xFF, 0xC0, 0xAF, .. "\"}"u8]), ("application/json", [0xFE, 0xFF, 0x00, 0x7B]), ("application/json", Encoding.Unicode.GetBytes("{\"name\":\"x\"}")), ("application/json; charset=utf-7", "+AHsAfQ-"u8.ToArray()), ("application/json; charset=\"", "{}"u8.ToArray()),
        ("text/plain", "{\"name\":\"x\"}"u8.ToArray()), ("application/xml", "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><x>&e;</x>"u8.ToArray()), ("application/x-www-form-urlencoded", "name=x&admin=true"u8.ToArray()), ("multipart/form-data", "x"u8.ToArray()),
        ("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"../../x\"\r\n\r\nx\r\n--b--\r\n"u8.ToArray()), ("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"file\"\r\n"u8.ToArray()), ("application/vnd.ms-excel", [0xD0, 0xCF, 0x11, 0xE0]), ("nonsense", "{}"u8.ToArray()), ("", "{}"u8.ToArray()), ("application/json", [0x1F, 0x8B, 0x08, 0]),
    ];

    /// <summary>Headers and what is put into them where a client library lets it pass.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; } =
    [
        ("If-Match", "*"), ("If-Match", "\"'; SELECT 1\""), ("If-Match", "W/\"1\""), ("If-Match", "\"99999999999999999999\""), ("If-None-Match", "x"), ("Idempotency-Key", "'; SELECT 1 --"), ("Idempotency-Key", new string('k', 500)), ("Idempotency-Key", "ключ"),
        ("X-Request-Id", "a b\"><script>"), ("X-Request-Id", new string('r', 5000)), ("X-Tenant", "platform"), ("X-Tenant", "'; SELECT 1 --"), ("X-Tenant", "00000000-0000-0000-0000-000000000000"), ("Accept", "text/html,*/*;q=999"), ("Accept", "application/problem+json"), ("Accept-Language", "../../etc/passwd"), ("Accept-Encoding", "gzip;q=x, br;q=, *"),
        ("X-Forwarded-For", $"127.0.0.1, {new string('1', 2000)}"), ("X-Forwarded-Host", "evil.test"), ("X-Forwarded-Proto", "gopher"), ("Forwarded", "for=\"[::1]\";host=evil.test"), ("X-Original-URL", "/api/v1/platform/tenants"), ("X-Rewrite-URL", "/metrics"), ("X-HTTP-Method-Override", "DELETE"), ("X-Access-Reason", "a\tb"), ("X-Access-Reason", new string('ü', 900)),
        ("Origin", "null"), ("Origin", "http://evil.test"), ("Referer", "javascript:alert(1)"), ("User-Agent", $"${{jndi:ldap://127.0.0.1:{listener}/a}}"), ("User-Agent", new string('u', 6000)), ("User-Agent", $"{new string('u', 299)}\U0001F600"), ("X-Access-Reason", $"{new string('u', 499)}\U0001F600"), ("Range", "bytes=0-0,1-1,99999999999999999999-"), ("Last-Event-ID", "ffffffff-ffff-7fff-bfff-ffffffffffff"), ("Cookie", "ashlar_session=%00; ashlar_session=x; ="), ("traceparent", "00-ffffffffffffffffffffffffffffffff-0000000000000000-zz"), ("tracestate", new string(',', 500)), ("baggage", "a=b;c=%zz"), ("Content-Encoding", "gzip"), ("Expect", "200-maybe"), ("Upgrade", "websocket"), ("Connection", "upgrade, close"), ("Content-Language", "\u00ff"), ("If-Modified-Since", "yesterday"), ("X-CSRF-Token", "\""),
    ];
}
