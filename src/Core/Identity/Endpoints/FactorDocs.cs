using System.Text.Json.Nodes;
using Ashlar.Core.Http.OpenApi;
using Ashlar.Core.Identity.Factors;
using Ashlar.Core.Identity.Factors.Codes;
using Ashlar.Core.Identity.Factors.Passkeys;

namespace Ashlar.Core.Identity.Endpoints;

/// <summary>What the API document says about second factors.</summary>
internal static class FactorDocs
{
    public static readonly ApiRoute List = new("auth.factor.list", "List my second factors")
    {
        Answer = ("auth.factors", Schema.Object(
            ("factors", Schema.List(Factor())), ("recovery_codes", Schema.Integer(0).Described("How many are left.")),
            ("kinds", Schema.List(Schema.Text()).Described("What can be set up here.")), ("required", Schema.Flag().Described("Whether the organisation asks me for one.")))),
    };

    public static readonly ApiRoute Begin = new("auth.factor.begin", "Begin to set up a second factor")
    {
        Description = "It counts once it is confirmed with the challenge given here. Needs a fresh proof (step-up).",
        Body = Schema.Closed(("kind", Schema.Enum("totp", "email", "sms", "passkey")), ("name?", Schema.Text().OrNull()), ("phone?", Schema.Text().OrNull().Described("For SMS, in international form."))),
        BodyExample = new JsonObject { ["kind"] = "totp", ["name"] = "My telephone" },
        Answer = ("auth.enrolment", Schema.Object(
            ("kind", Schema.Text()), ("name", Schema.Text()), ("challenge", Schema.Text()),
            ("secret?", Schema.Text().Described("Base32, for an authenticator app.")), ("uri?", Schema.Text()), ("qr?", Schema.Text().Described("The same as an image, a data: URL.")),
            ("sent_to?", Schema.Text()), ("options?", Schema.Any("For navigator.credentials.create.")))),
        Status = 201,
        Failures = [403, 409, 429],
    };

    public static readonly ApiRoute Confirm = new("auth.factor.confirm", "Confirm a new second factor")
    {
        Description = "The first one brings recovery codes, which are shown this once.",
        Body = Schema.Closed(("challenge", Schema.Text()), ("code?", Schema.Text().OrNull()), ("credential?", Schema.Any("What navigator.credentials.create gave, toJSON."))),
        Answer = ("auth.factor", Schema.Object(("factor", Factor()), ("recovery_codes", Schema.List(Schema.Text()).OrNull()))),
        Failures = [403, 409],
    };

    public static readonly ApiRoute Remove = new("auth.factor.remove", "Remove one of my second factors") { Failures = [403, 409] };

    public static readonly ApiRoute RecoveryCodes = new("auth.recovery_codes.make", "Make new recovery codes")
    {
        Description = "The ones before stop working.",
        Answer = ("auth.recovery_codes", Schema.Object(("codes", Schema.List(Schema.Text())))),
        Failures = [403],
    };

    public static readonly ApiRoute Devices = new("auth.device.list", "List my trusted devices") { Answer = ("auth.device", TypeSchema.Written(typeof(DeviceView))), Many = true };

    public static readonly ApiRoute RevokeDevice = new("auth.device.revoke", "Stop trusting a device");

    public static readonly ApiRoute RevokeDevices = new("auth.device.revoke_all", "Stop trusting all my devices");

    public static readonly ApiRoute Complete = new("auth.challenge.answer", "Answer the question for a second factor")
    {
        Description = "Ends the sign-in that auth.login began. A code may be of an app, sent, or a recovery code.",
        Body = Schema.Closed(("challenge", Schema.Text()), ("factor?", Schema.Text().OrNull().Described("Id of the factor; without it a code may be of any.")), ("code?", Schema.Text().OrNull()), ("credential?", Schema.Any("What navigator.credentials.get gave, toJSON.")), ("trust?", Schema.Flag().OrNull().Described("Trust this device for a while."))),
        BodyExample = new JsonObject { ["challenge"] = "ac_…", ["code"] = "123456" },
        Answer = AuthDocs.Session(),
        Failures = [401, 403],
    };

    public static readonly ApiRoute Send = new("auth.challenge.send", "Send a code by mail or SMS") { Body = Sending(), Failures = [401, 429, 503] };

    public static readonly ApiRoute ChallengePasskey = new("auth.challenge.passkey", "Ask what my passkey must sign") { Body = Schema.Closed(("challenge", Schema.Text())), Answer = Options(), Failures = [401] };

    public static readonly ApiRoute PasskeyOptions = new("auth.passkey.options", "Ask what a passkey must sign to sign in alone") { Answer = Options() };

    public static readonly ApiRoute PasskeySignIn = new("auth.passkey.sign_in", "Sign in with a passkey alone")
    {
        Body = Schema.Closed(("challenge", Schema.Text()), ("credential", Schema.Any("What navigator.credentials.get gave, toJSON.")), ("tenant?", Schema.Text().OrNull()), ("cookie?", Schema.Flag().OrNull())),
        Answer = AuthDocs.Session(),
        Failures = [401, 403],
    };

    public static readonly ApiRoute StepUp = new("auth.step_up", "Prove once more that it is me")
    {
        Description = "After 403 step_up_required: a factor, or the password of whoever has none. Then send the refused request again.",
        Body = Schema.Closed(("challenge?", Schema.Text().OrNull().Described("Needed for sent codes and passkeys.")), ("factor?", Schema.Text().OrNull()), ("code?", Schema.Text().OrNull()), ("credential?", Schema.Any("What navigator.credentials.get gave, toJSON.")), ("password?", Schema.Text().OrNull())),
        BodyExample = new JsonObject { ["code"] = "123456" },
    };

    public static readonly ApiRoute StepUpChallenge = new("auth.step_up.begin", "Ask how I can prove it")
    {
        Answer = ("auth.step_up", Schema.Object(("challenge", Schema.Text().OrNull()), ("factors", Schema.List(Factor())), ("password", Schema.Flag().Described("The password is enough.")), ("providers", Schema.List(ProviderDocs.Button()).Described("With which of these I can prove it instead.")))),
    };

    public static readonly ApiRoute StepUpSend = new("auth.step_up.send", "Send a code for it") { Body = Sending(), Failures = [401, 429, 503] };

    public static readonly ApiRoute StepUpPasskey = new("auth.step_up.passkey", "Ask what my passkey must sign for it") { Body = Schema.Closed(("challenge", Schema.Text())), Answer = Options(), Failures = [401] };

    public static readonly ApiRoute OfMember = new("org.users.factors", "List a member's second factors") { Answer = ("auth.factor", Factor()), Many = true };

    public static readonly ApiRoute IdentitiesOfMember = new("org.users.identities", "List who a member is at identity providers") { Answer = ("auth.identity", TypeSchema.Written(typeof(Providers.People.ExternalIdentity))), Many = true };

    public static readonly ApiRoute ResetAnybody = new("platform.users.reset_factors", "Remove all second factors of somebody who lost them")
    {
        Description = "For people of several organisations, whom no single administrator may help. Ends all their sessions. Needs a fresh proof (step-up).",
        Body = Schema.Closed(("email", Schema.Text("email"))),
        Failures = [404],
    };

    public static JsonObject Factor() => TypeSchema.Written(typeof(FactorView));

    private static JsonObject Sending() => Schema.Closed(("challenge", Schema.Text()), ("factor", Schema.Uuid()));

    private static (string, JsonObject) Options() => ("auth.passkey_options", Schema.Object(("challenge", Schema.Text()), ("options", Schema.Any("For navigator.credentials.get."))));
}
