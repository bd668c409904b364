using System.Text.Json;

namespace Ashlar.Core.Hooks.Processing;

/// <summary>The event <c>hooks.received</c>: another system told us something.</summary>
/// <param name="Id">The request in the inbox, where its bytes and headers are.</param>
/// <param name="SourceId">Where it came in.</param>
/// <param name="Source">Code of the source.</param>
/// <param name="Kind">What the source is, such as stripe.</param>
/// <param name="Type">The event's type in the words of the sender.</param>
/// <param name="Account">The sender's account it is about, if it names one.</param>
/// <param name="Payload">The body: JSON as it is, a form as an object of texts, anything else as text.</param>
internal sealed record Received(Guid Id, Guid SourceId, string Source, string Kind, string Type, string? Account, JsonElement Payload)
{
    public const string EventType = "hooks.received";
}
