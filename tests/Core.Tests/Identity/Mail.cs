using System.Text;

namespace Ashlar.Core.Tests.Identity;

/// <summary>Reads what a mail of two alternatives says.</summary>
internal static class Mail
{
    public static string Text(string mail, string type = "text/plain")
    {
        var part = mail[mail.IndexOf($"Content-Type: {type}", StringComparison.OrdinalIgnoreCase)..];
        var start = part.IndexOf("\n\n", StringComparison.Ordinal) + 2;
        var end = part.IndexOf("\n----", start, StringComparison.Ordinal);
        var body = part[start..(end < 0 ? part.Length : end)];
        return part[..start].Contains("base64", StringComparison.OrdinalIgnoreCase) ? Encoding.UTF8.GetString(Convert.FromBase64String(body)) : QuotedPrintable(body);
    }

    public static string Token(string mail) => Text(mail).Split("token=")[1].Split(['\r', '\n', ' '])[0];

    private static string QuotedPrintable(string body)
    {
        var text = body.Replace("=\n", "", StringComparison.Ordinal);
        var bytes = new List<byte>();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '=' && i + 2 < text.Length && byte.TryParse(text.AsSpan(i + 1, 2), System.Globalization.NumberStyles.HexNumber, null, out var value))
            {
                bytes.Add(value);
                i += 2;
            }
            else
            {
                bytes.AddRange(Encoding.UTF8.GetBytes(text[i].ToString()));
            }
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }
}
