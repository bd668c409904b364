using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Ashlar.Core.Identity.Factors.Passkeys;

namespace Ashlar.Core.Tests.Identity.Factors;

/// <summary>The registrations and assertions that W3C publishes in Web Authentication Level 3, section 16 (Test Vectors).</summary>
[Trait("feature", "MFA-01")]
public sealed class WebAuthnVectorTests
{
    private const string NoneChallenge = "00c30fb78531c464d2b6771dab8d7b603c01162f2fa486bea70f283ae556e130";
    private const string NoneId = "f91f391db4c9b2fde0ea70189cba3fb63f579ba6122b33ad94ff3ec330084be4";
    private const string NoneClient = "7b2274797065223a22776562617574686e2e637265617465222c226368616c6c656e6765223a22414d4d507434557878475453746e63647134313759447742466938767049612d7077386f4f755657345441222c226f726967696e223a2268747470733a2f2f6578616d706c652e6f7267222c2263726f73734f726967696e223a66616c73652c22657874726144617461223a22636c69656e74446174614a534f4e206d617920626520657874656e6465642077697468206164646974696f6e616c206669656c647320696e20746865206675747572652c207375636820617320746869733a20426b5165446a646354427258426941774a544c453551227d";
    private const string NoneAttestation = "a363666d74646e6f6e656761747453746d74a068617574684461746158a4bfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0f01452b2e4b559000000008446ccb9ab1db374750b2367ff6f3a1f0020f91f391db4c9b2fde0ea70189cba3fb63f579ba6122b33ad94ff3ec330084be4a5010203262001215820afefa16f97ca9b2d23eb86ccb64098d20db90856062eb249c33a9b672f26df61225820930a56b87a2fca66334b03458abf879717c12cc68ed73290af2e2664796b9220";
    private const string NoneGetChallenge = "39c0e7521417ba54d43e8dc95174f423dee9bf3cd804ff6d65c857c9abf4d408";
    private const string NoneData = "bfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0f01452b2e4b51900000000";
    private const string NoneGetClient = "7b2274797065223a22776562617574686e2e676574222c226368616c6c656e6765223a224f63446e55685158756c5455506f334a5558543049393770767a7a59425039745a63685879617630314167222c226f726967696e223a2268747470733a2f2f6578616d706c652e6f7267222c2263726f73734f726967696e223a66616c73657d";
    private const string NoneSignature = "3046022100f50a4e2e4409249c4a853ba361282f09841df4dd4547a13a87780218deffcd380221008480ac0f0b93538174f575bf11a1dd5d78c6e486013f937295ea13653e331e87";

    private const string SelfChallenge = "7869c2b772d4b58eba9378cf8f29e26cf935aa77df0da89fa99c0bdc0a76f7e5";
    private const string SelfId = "455ef34e2043a87db3d4afeb39bbcb6cc32df9347c789a865ecdca129cbef58c";
    private const string SelfClient = "7b2274797065223a22776562617574686e2e637265617465222c226368616c6c656e6765223a2265476e4374334c55745936366b336a506a796e6962506b31716e666644616966715a774c33417032392d55222c226f726967696e223a2268747470733a2f2f6578616d706c652e6f7267222c2263726f73734f726967696e223a66616c73652c22657874726144617461223a22636c69656e74446174614a534f4e206d617920626520657874656e6465642077697468206164646974696f6e616c206669656c647320696e20746865206675747572652c207375636820617320746869733a205539685458764b453255526b4d6e625f307859485667227d";
    private const string SelfAttestation = "a363666d74667061636b65646761747453746d74a263616c672663736967584630440220067a20754ab925005dbf378097c92120031581c73228d1fb4f5b881bcd7da98302207fc7b147558c7c0eba3af18bd9d121fa3d3a26d17fe3f220272178f473b6006d68617574684461746158a4bfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0f01452b2e4b55d00000000df850e09db6afbdfab51697791506cfc0020455ef34e2043a87db3d4afeb39bbcb6cc32df9347c789a865ecdca129cbef58ca5010203262001215820eb151c8176b225cc651559fecf07af450fd85802046656b34c18f6cf193843c5225820927b8aa427a2be1b8834d233a2d34f61f13bfd44119c325d5896e183fee484f2";

    private static readonly PasskeySite _site = new("example.org", ["https://example.org"]);

    [Fact]
    public void A_registration_without_attestation_and_its_assertion_are_accepted()
    {
        var (key, wrong) = Registration.Check(Answer(NoneId, NoneClient, NoneAttestation), Hex(NoneChallenge), _site);
        Assert.Null(wrong);
        var (data, refused) = Assertion.Check(Signed(NoneSignature), key!.PublicKey, Hex(NoneGetChallenge), _site, verified: false);
        Assert.Null(refused);
        Assert.Equal(0u, data!.SignCount);
    }

    [Fact]
    public void A_registration_that_its_own_key_signed_is_accepted() =>
        Assert.Null(Registration.Check(Answer(SelfId, SelfClient, SelfAttestation), Hex(SelfChallenge), _site).Wrong);

    [Theory]
    [InlineData(60)]
    [InlineData(100)]
    [InlineData(257)]
    public void A_changed_byte_breaks_its_own_keys_signature(int at)
    {
        var attestation = Hex(SelfAttestation);
        attestation[at] ^= 1;
        Assert.NotNull(Registration.Check(Answer(SelfId, SelfClient, Convert.ToHexString(attestation)), Hex(SelfChallenge), _site).Wrong);
    }

    [Fact]
    public void A_changed_signature_another_site_origin_or_challenge_and_an_unrecognised_user_are_refused()
    {
        var key = Registration.Check(Answer(NoneId, NoneClient, NoneAttestation), Hex(NoneChallenge), _site).Key!.PublicKey;
        Assert.Equal("wrong signature", Assertion.Check(Signed(NoneSignature[..^2] + "88"), key, Hex(NoneGetChallenge), _site, false).Wrong);
        Assert.Equal("made for another site", Assertion.Check(Signed(NoneSignature), key, Hex(NoneGetChallenge), _site with { Id = "example.com" }, false).Wrong);
        Assert.Equal("another origin", Assertion.Check(Signed(NoneSignature), key, Hex(NoneGetChallenge), new PasskeySite("example.org", ["https://example.com"]), false).Wrong);
        Assert.Equal("another challenge", Assertion.Check(Signed(NoneSignature), key, Hex(NoneChallenge), _site, false).Wrong);
        Assert.Equal("the authenticator did not recognise its user", Assertion.Check(Signed(NoneSignature), key, Hex(NoneGetChallenge), _site, verified: true).Wrong);
        Assert.Equal("another ceremony", Registration.Check(Answer(NoneId, NoneGetClient, NoneAttestation), Hex(NoneGetChallenge), _site).Wrong);
    }

    private static byte[] Hex(string hex) => Convert.FromHexString(hex);

    private static PasskeyAnswer Answer(string id, string client, string attestation) => PasskeyAnswer.Read(Json(id, ("clientDataJSON", client), ("attestationObject", attestation)))!;

    private static PasskeyAnswer Signed(string signature) => PasskeyAnswer.Read(Json(NoneId, ("clientDataJSON", NoneGetClient), ("authenticatorData", NoneData), ("signature", signature)))!;

    private static JsonElement Json(string id, params (string Name, string Hex)[] members)
    {
        var text = new StringBuilder().Append("{\"rawId\":\"").Append(Base64Url.EncodeToString(Hex(id))).Append("\",\"response\":{");
        text.AppendJoin(',', members.Select(member => $"\"{member.Name}\":\"{Base64Url.EncodeToString(Hex(member.Hex))}\""));
        return JsonElement.Parse(text.Append("}}").ToString());
    }
}
