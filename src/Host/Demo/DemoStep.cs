using System.Text.Json.Nodes;

namespace Ashlar.Host.Demo;

/// <summary>
/// One thing somebody did at a moment. Texts of the body that begin with <c>@</c> name an earlier step's row (<c>@account:7</c>) or a person
/// (<c>@person:rep1</c>).
/// </summary>
/// <param name="Key">The name later steps call the row by.</param>
/// <param name="On">The row a command or a change is about; null for a new row.</param>
/// <param name="Command">The command; null for a new row.</param>
internal sealed record DemoStep(DateTimeOffset At, string Person, string Resource, string? Key, string? On, string? Command, JsonObject Body);
