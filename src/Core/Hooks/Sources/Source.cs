using Ashlar.Contract.Resources;

namespace Ashlar.Core.Hooks.Sources;

/// <summary>How requests prove where they come from.</summary>
internal enum SourceKind { Stripe, Twilio, Github, Standard, Basic, Retell, Ghl, None }

/// <summary>A system that sends us events, at an address of its own. Its organisation is known from the address, never from what a request claims.</summary>
internal sealed class Source : Entity
{
    public string Code { get; set; } = "";
    public string Name { get; set; } = "";
    public SourceKind Kind { get; set; }
    public bool Enabled { get; set; }
    public long ToleranceSeconds { get; set; }
    public bool AccountRequired { get; set; }
}

internal sealed class SourceResource : IResource<Source>
{
    public static readonly FieldOption[] Kinds =
    [
        new("stripe", "Stripe"), new("twilio", "Twilio"), new("github", "GitHub and alike (X-Hub-Signature-256)"), new("standard", "Standard Webhooks, Svix"),
        new("basic", "Name and password"), new("retell", "Retell AI"), new("ghl", "HighLevel (GHL)"), new("none", "The address alone"),
    ];

    public void Define(ResourceBuilder<Source> resource)
    {
        resource.InControlPlane().Named("source", "sources").Icon("inbox").Title(s => s.Name).Sort("name").Operations(Operations.Read | Operations.Update | Operations.Delete)
            .Columns(s => s.Name, s => s.Code, s => s.Kind, s => s.Enabled).Filters(s => s.Kind, s => s.Enabled)
            .BeforeWrite<SourceRules>();
        resource.Field(s => s.Code).Max(40).ReadOnly().Hint("Part of the address.");
        resource.Field(s => s.Name).Searchable();
        resource.Field(s => s.Kind).Options(Kinds).ReadOnly().Label("Verification");
        resource.Field(s => s.Enabled).Default(true);
        resource.Field(s => s.ToleranceSeconds).Range(30, 3600).Default(300L).Label("Tolerance (seconds)").Hint("How far the time of a signature may be from ours.");
        resource.Field(s => s.AccountRequired).Hint("Requests of accounts that are not listed are parked.");
    }
}
