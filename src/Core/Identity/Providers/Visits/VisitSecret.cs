using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Ashlar.Core.Identity.Tokens;

namespace Ashlar.Core.Identity.Providers.Visits;

/// <summary>
/// What ties a visit to one browser. The PKCE verifier and the nonce follow from it and are kept nowhere, so that a code can be traded and a
/// token believed only together with the browser that began.
/// </summary>
internal sealed class VisitSecret(string text)
{
    public string Text => text;

    public byte[] Hash => Digest.Of(text).ToBytes();

    /// <summary>43 characters, as RFC 7636 wants them at least.</summary>
    public string Verifier => Derived("pkce verifier");

    public string Nonce => Derived("nonce");

    /// <summary>What goes out instead of the verifier (S256).</summary>
    public string Challenge => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));

    public static VisitSecret New() => new(OpaqueToken.New("av_"));

    private string Derived(string purpose) => Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(text), Encoding.ASCII.GetBytes(purpose)));
}
