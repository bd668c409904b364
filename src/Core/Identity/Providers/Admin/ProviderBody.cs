using System.Text.RegularExpressions;
using Ashlar.Contract.Errors;
using Ashlar.Core.Identity.Providers.Wire;

namespace Ashlar.Core.Identity.Providers.Admin;

/// <summary>A provider as it is sent. A secret that is not sent stays; an empty one is taken away.</summary>
internal sealed partial record ProviderBody(
    string Name, string Issuer, string ClientId, string? ClientSecret = null, string[]? Scopes = null, string[]? Domains = null, bool LinkExisting = false, string FirstSignIn = "refuse", Guid? RoleId = null, bool Enabled = true)
{
    private static readonly string[] _usual = ["openid", "email", "profile"];

    /// <summary>The provider that it describes.</summary>
    public Provider ToProvider(Guid id, Guid realm, string? secret) => new(id, realm, Name.Trim(), Issuer.Trim(), ClientId.Trim(), secret)
    {
        Scopes = Scopes is { Length: > 0 } ? [.. Scopes.Distinct(StringComparer.Ordinal)] : _usual,
        Domains = [.. (Domains ?? []).Select(domain => domain.Trim().ToLowerInvariant()).Distinct(StringComparer.Ordinal)],
        LinkExisting = LinkExisting,
        FirstSignIn = FirstSignIn == "create" ? Providers.FirstSignIn.Create : Providers.FirstSignIn.Refuse,
        RoleId = RoleId,
        Enabled = Enabled,
    };

    /// <summary>All that is wrong with it by itself.</summary>
    public IEnumerable<FieldError> Wrong(bool everywhere)
    {
        // What is said to be text may have come as null all the same.
        (string Field, string? Text)[] texts = [("name", Name), ("issuer", Issuer), ("client_id", ClientId), ("first_sign_in", FirstSignIn)];
        List<FieldError> missing = [.. texts.Where(one => one.Text is null).Select(one => new FieldError(one.Field, "Is required.", "required"))];
        return missing.Count > 0 ? missing : WrongTexts(everywhere);
    }

    private IEnumerable<FieldError> WrongTexts(bool everywhere)
    {
        if (Name.Trim().Length is < 1 or > 60 || Name.Any(char.IsControl))
            yield return new FieldError("name", "Must be 1 to 60 characters on one line.", "length");
        if (Issuer.Trim() is var issuer && (issuer.Length > 500 || !Uri.TryCreate(issuer, UriKind.Absolute, out var uri) || uri.Query.Length > 0 || uri.Fragment.Length > 0))
            yield return new FieldError("issuer", "Must be a whole address such as https://accounts.google.com, without ? and #.", "url");
        if (ClientId.Trim().Length is < 1 or > 500 || ClientId.Any(char.IsControl))
            yield return new FieldError("client_id", "Must be what the provider calls this client, 500 characters at most.", "length");
        if (ClientSecret is { Length: > 4000 })
            yield return new FieldError("client_secret", "Must have 4000 characters at most.", "length");
        if (Scopes is { Length: > 0 } && (Scopes.Length > 20 || !Scopes.Contains("openid") || Scopes.Any(scope => scope is null || !ScopeText().IsMatch(scope))))
            yield return new FieldError("scopes", "Must be 20 scopes at most, openid among them.", "scopes");
        if (Domains is { Length: > 200 } || Domains?.Any(domain => domain is null || !DomainText().IsMatch(domain.Trim())) == true)
            yield return new FieldError("domains", "Must be 200 domains such as example.com at most.", "domains");
        if (FirstSignIn is not ("refuse" or "create"))
            yield return new FieldError("first_sign_in", "Must be refuse or create.", "enum");
        if (FirstSignIn == "create" && (!everywhere || RoleId is not null) && Domains is not { Length: > 0 })
            yield return new FieldError("domains", "Name the domains whose people become members, or anybody with an account at the provider does.", "required");
    }

    /// <summary>Why the issuer may not be asked, or null.</summary>
    public string? Refusal(ProviderHttp http) => http.Refusal(Metadata.AddressOf(Issuer.Trim()));

    [GeneratedRegex("^[!#-\\[\\]-~]{1,100}$")]
    private static partial Regex ScopeText();

    [GeneratedRegex(@"^(?=.{1,253}$)([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$", RegexOptions.ExplicitCapture)]
    private static partial Regex DomainText();
}
