using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Values;
using Ashlar.Core.Audit;
using Ashlar.Core.Http;
using Ashlar.Core.Identity.Accounts;
using Ashlar.Core.Identity.Factors.Codes;
using Ashlar.Core.Identity.Factors.Passkeys;
using Ashlar.Core.Identity.Mail;
using Ashlar.Core.Protection;
using Ashlar.Core.Storage;
using QRCoder;

namespace Ashlar.Core.Identity.Factors.Enrolling;

/// <summary>What a user asked to set up.</summary>
internal sealed record NewFactor(string Kind, string? Name, string? Phone);

/// <summary>Begins to set up a factor. It counts from when it was proven once.</summary>
internal sealed class Enrolment(KeyRing keys, IdentityWorks works, Challenges challenges, SentCodes sent, TimeProvider time)
{
    private const int MostFactors = 20;

    /// <summary>What the client needs to prove it: a seed, a code on its way, or something for an authenticator to sign.</summary>
    public async Task<Result<(Guid Id, JsonObject View)>> Begin(Caller caller, NewFactor wanted, PasskeySite site, RequestInfo request, CancellationToken cancel)
    {
        if (Check(wanted) is { } wrong)
            return wrong;
        if (sent.Unavailable(wanted.Kind) is { } missing)
            return missing;

        await keys.Of(null, cancel);
        Func<CancellationToken, Task<Error?>>? deliver = null;
        var factor = new Factor(Ids.New(), caller.UserId!.Value, wanted.Kind, wanted.Name?.Trim() is { Length: > 0 } name ? name : NameOf(wanted.Kind), time.GetUtcNow(), null, null) { Target = wanted.Phone };
        var view = new JsonObject { ["kind"] = factor.Kind, ["name"] = factor.Name };
        await using (var work = await works.Begin(request, cancel))
        {
            if (await work.Connection.HoldAccount(factor.UserId, cancel) is not { } account)
                return CoreErrors.Unauthenticated;
            var existing = await work.Connection.Factors(account.Id, cancel);
            if (existing.Count >= MostFactors)
                return FactorErrors.TooManyFactors;
            if (existing.Exists(one => one.Kind == factor.Kind && (one.Kind == FactorKind.Email || (one.Kind == FactorKind.Sms && one.Target == factor.Target))))
                return FactorErrors.FactorExists;

            // What was begun and never proven is forgotten.
            await work.Connection.Execute("DELETE FROM public.identity_factors WHERE user_id = $1 AND confirmed_at IS NULL", cancel, account.Id);
            var seed = factor.Kind == FactorKind.Totp ? RandomNumberGenerator.GetBytes(Totp.KeyBytes) : null;
            await work.Connection.Execute(
                "INSERT INTO public.identity_factors (id, user_id, kind, name, target, secret, created_at) VALUES ($1, $2, $3, $4, $5::text, $6::bytea, $7)", cancel,
                factor.Id, account.Id, factor.Kind, factor.Name, factor.Target, seed is null ? null : await keys.Seal(null, factor.Purpose, seed, cancel), factor.CreatedAt);
            var token = await challenges.Issue(work.Connection, new Challenge([], Challenges.Enrol, account.Id, caller.SessionId, factor.Id, null, caller.ByCookie), cancel);
            view["challenge"] = token;
            switch (factor.Kind)
            {
                case FactorKind.Totp:
                    Describe(view, account, seed!);
                    break;
                case FactorKind.Passkey:
                    view["options"] = PasskeyRequests.Create(account, existing, await challenges.NewNonce(work.Connection, Tokens.Digest.Of(token).ToBytes(), cancel), site);
                    break;
                default:
                    var prepared = await sent.Prepare(work, (await challenges.Hold(work.Connection, token, Challenges.Enrol, cancel))!, account, factor, cancel);
                    if (!prepared.Succeeded)
                        return prepared.Error;
                    deliver = prepared.Value;
                    view["sent_to"] = FactorView.Masked(factor, account.Email);
                    break;
            }

            await work.Commit(cancel);
        }

        if (deliver is not null && await deliver(cancel) is { } undelivered)
            return undelivered;
        return (factor.Id, view);
    }

    private static void Describe(JsonObject view, Account account, byte[] seed)
    {
        var uri = Totp.Uri("Ashlar", account.Email, seed);
        using var generator = new QRCodeGenerator();
        using var data = generator.CreateQrCode(uri, QRCodeGenerator.ECCLevel.M);
        using var svg = new SvgQRCode(data);
        view["secret"] = Base32.Encode(seed);
        view["uri"] = uri;
        view["qr"] = $"data:image/svg+xml;base64,{Convert.ToBase64String(Encoding.UTF8.GetBytes(svg.GetGraphic(6)))}";
    }

    private static Error? Check(NewFactor wanted)
    {
        if (wanted.Kind is not (FactorKind.Totp or FactorKind.Email or FactorKind.Sms or FactorKind.Passkey))
            return CoreErrors.Validation("kind", "Must be totp, email, sms or passkey.");
        if (wanted.Name is { } name && (name.Length > 60 || name.Any(char.IsControl)))
            return CoreErrors.Validation("name", "Must be at most 60 characters on one line.");
        if (wanted.Kind == FactorKind.Sms && !IsNumber(wanted.Phone))
            return CoreErrors.Validation("phone", "Must be a number in international form, such as +431234567.");
        return wanted.Kind != FactorKind.Sms && wanted.Phone is not null ? CoreErrors.Validation("phone", "Only an SMS factor has a number.") : null;
    }

    private static bool IsNumber(string? phone) => phone is { Length: >= 8 and <= 16 } && phone[0] == '+' && phone[1] is >= '1' and <= '9' && phone.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0;

    private static string NameOf(string kind) => kind switch
    {
        FactorKind.Totp => "Authenticator app",
        FactorKind.Email => "E-mail",
        FactorKind.Sms => "Text message",
        _ => "Passkey",
    };
}
