using System.Buffers.Binary;
using System.Buffers.Text;
using System.Formats.Cbor;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Ashlar.Core.Tests.Identity.Factors;

/// <summary>An authenticator in software: keeps one ES256 key and signs what a browser would have it sign.</summary>
internal sealed class Authenticator(string origin) : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly byte[] _id = RandomNumberGenerator.GetBytes(32);

    /// <summary>Counts uses, as some do; null stays at zero as synced passkeys do.</summary>
    public uint? Counter { get; set; } = 1;

    public bool RecognisesUser { get; set; } = true;

    public byte[] UserHandle { get; private set; } = [];

    public JsonObject Create(JsonNode options, string? asked = null)
    {
        UserHandle = Base64Url.DecodeFromChars((string)options["user"]!["id"]!);
        var writer = new CborWriter(CborConformanceMode.Ctap2Canonical);
        var point = _key.ExportParameters(false).Q;
        writer.WriteStartMap(5);
        (int Label, Action Value)[] members = [(1, () => writer.WriteInt32(2)), (3, () => writer.WriteInt32(-7)), (-1, () => writer.WriteInt32(1)), (-2, () => writer.WriteByteString(point.X!)), (-3, () => writer.WriteByteString(point.Y!))];
        foreach (var (label, value) in members)
        {
            writer.WriteInt32(label);
            value();
        }

        writer.WriteEndMap();
        byte[] data = [.. Head((string)options["rp"]!["id"]!, 0x40), .. new byte[16], 0, 32, .. _id, .. writer.Encode()];
        var attestation = new CborWriter(CborConformanceMode.Ctap2Canonical);
        attestation.WriteStartMap(3);
        attestation.WriteTextString("fmt");
        attestation.WriteTextString("none");
        attestation.WriteTextString("attStmt");
        attestation.WriteStartMap(0);
        attestation.WriteEndMap();
        attestation.WriteTextString("authData");
        attestation.WriteByteString(data);
        attestation.WriteEndMap();
        return Credential(new JsonObject { ["clientDataJSON"] = Text(Client("webauthn.create", asked ?? (string)options["challenge"]!)), ["attestationObject"] = Text(attestation.Encode()), ["transports"] = new JsonArray("internal") });
    }

    public JsonObject Get(JsonNode options, string? site = null)
    {
        var data = Head(site ?? (string)options["rpId"]!, 0);
        var client = Client("webauthn.get", (string)options["challenge"]!);
        var signature = _key.SignData([.. data, .. SHA256.HashData(client)], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        return Credential(new JsonObject { ["clientDataJSON"] = Text(client), ["authenticatorData"] = Text(data), ["signature"] = Text(signature), ["userHandle"] = Text(UserHandle) });
    }

    public void Dispose() => _key.Dispose();

    private byte[] Head(string site, byte flags)
    {
        var count = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(count, Counter is null ? 0 : (Counter++).Value);
        return [.. SHA256.HashData(Encoding.UTF8.GetBytes(site)), (byte)(flags | 1 | (RecognisesUser ? 4 : 0)), .. count];
    }

    private byte[] Client(string type, string challenge) => Encoding.UTF8.GetBytes(new JsonObject { ["type"] = type, ["challenge"] = challenge, ["origin"] = origin, ["crossOrigin"] = false }.ToJsonString());

    private JsonObject Credential(JsonObject response) => new() { ["id"] = Text(_id), ["rawId"] = Text(_id), ["type"] = "public-key", ["response"] = response };

    private static string Text(byte[] bytes) => Base64Url.EncodeToString(bytes);
}
