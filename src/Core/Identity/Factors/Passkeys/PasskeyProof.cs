using System.Text.Json;
using Ashlar.Contract.Errors;
using Npgsql;

namespace Ashlar.Core.Identity.Factors.Passkeys;

/// <summary>From what a browser sends to the passkey it proves, whose counter moves on with it.</summary>
internal sealed class PasskeyProof(TimeProvider time)
{
    /// <summary>The factor; its error's message is for the log.</summary>
    /// <param name="connection">Inside a transaction.</param>
    /// <param name="nonce">What had to be signed.</param>
    /// <param name="credential">From the browser.</param>
    /// <param name="site">Where.</param>
    /// <param name="verified">Whether it stands for a password too.</param>
    /// <param name="cancel">Cancels.</param>
    public async Task<Result<Factor>> Prove(NpgsqlConnection connection, byte[] nonce, JsonElement credential, PasskeySite site, bool verified, CancellationToken cancel)
    {
        if (PasskeyAnswer.Read(credential) is not { } answer)
            return Refused("no credential");
        if (await connection.FactorByCredential(answer.Id, cancel) is not { } factor)
            return Refused("unknown passkey");
        if (answer.UserHandle is { Length: > 0 } handle && !handle.AsSpan().SequenceEqual(factor.UserId.ToByteArray(bigEndian: true)))
            return Refused("another user's handle");
        var (data, wrong) = Assertion.Check(answer, factor.PublicKey!, nonce, site, verified);
        if (data is null)
            return Refused(wrong!);
        return await connection.UseCounter(factor.Id, data.SignCount, time.GetUtcNow(), cancel) ? factor : Refused("its counter went back: there may be a copy of it");
    }

    private static Error Refused(string reason) => FactorErrors.PasskeyRefused.Saying(reason);
}
