namespace Ashlar.Core.Resources.Fields;

internal static class UrlField
{
    public static string? Check(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttp) && !text.Any(char.IsWhiteSpace)
            ? null
            : $"'{text}' is not an address that starts with https:// or http://.";
}
