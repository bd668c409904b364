using System.Net;
using System.Text;

namespace Ashlar.Core.Identity.Mail;

/// <summary>A mail: what it says and the one thing to do.</summary>
internal sealed record Letter(string Kind, string Subject, IReadOnlyList<string> Paragraphs, string? Button = null, string? Path = null)
{
    public static Letter Verify(string name, string token) => new("verify", "Confirm your e-mail address",
        [$"Hello {name},", "somebody made an account with this address. If it was you, confirm it; otherwise ignore this mail, and nothing happens."], "Confirm", $"/verify?token={token}");

    public static Letter Exists(string name) => new("exists", "You have an account already",
        [$"Hello {name},", "somebody tried to make an account with this address, which has one. If it was you, sign in, or set a new password if you forgot yours. Otherwise there is nothing to do."], "Sign in", "/");

    public static Letter Reset(string name, string token) => new("reset", "Set a new password",
        [$"Hello {name},", "a new password was asked for. The link works once, for an hour. If it was not you, ignore this mail; your password stays as it is."], "Set a new password", $"/reset?token={token}");

    public static Letter Invitation(string name, string tenant, string by, string token) => new("invitation", $"Join {tenant}",
        [$"Hello {name},", $"{by} invites you to {tenant}. The link works once, for seven days."], "Accept", $"/invite?token={token}");

    public static Letter PasswordChanged(string name) => new("password_changed", "Your password was changed",
        [$"Hello {name},", "your password was changed and your other sessions were ended. If it was not you, set a new password at once and tell your administrator."]);

    public string Text(Uri site)
    {
        var text = new StringBuilder();
        foreach (var paragraph in Paragraphs)
            text.Append(paragraph).Append("\r\n\r\n");
        if (Path is not null)
            text.Append(Button).Append(": ").Append(Link(site)).Append("\r\n");
        return text.ToString();
    }

    public string Html(Uri site)
    {
        var html = new StringBuilder("<!doctype html><html><body style=\"font:16px/1.5 sans-serif;color:#1f2937;max-width:32rem;margin:2rem auto\">");
        foreach (var paragraph in Paragraphs)
            html.Append("<p>").Append(WebUtility.HtmlEncode(paragraph)).Append("</p>");
        if (Path is not null)
        {
            var link = WebUtility.HtmlEncode(Link(site));
            html.Append($"<p><a href=\"{link}\" style=\"background:#4f46e5;color:#fff;padding:.6rem 1rem;border-radius:.4rem;text-decoration:none\">{WebUtility.HtmlEncode(Button)}</a></p><p style=\"font-size:13px;color:#6b7280\">{link}</p>");
        }

        return html.Append("</body></html>").ToString();
    }

    private string Link(Uri site) => new Uri(site, Path).ToString();
}
