using System.Text.Json.Nodes;
using Spectre.Console;

namespace Ashlar.Cli;

/// <summary>Gives a fresh proof where the host asks for one: the code of a second factor, or the password of whoever has none.</summary>
internal static class StepUp
{
    /// <summary>False when there is nobody to ask and nothing was said beforehand; then the host's refusal stands.</summary>
    public static async Task<bool> Prove(Talk talk, Api api, CancellationToken cancel)
    {
        var asked = (await api.Send(HttpMethod.Post, "api/v1/auth/step_up/challenge", null, cancel))["data"]!["attributes"]!;
        var byPassword = (bool?)asked["password"] == true;
        var (field, question) = byPassword ? ("password", "Your password again:") : ("code", "Code of your second factor:");
        var given = Session.Variable(byPassword ? "ASHLAR_PASSWORD" : "ASHLAR_CODE");
        if (given is null && talk.Interactive)
            given = talk.Errors.Prompt(new TextPrompt<string>(question).Secret());
        if (given is null)
            return false;
        await api.Send(HttpMethod.Post, "api/v1/auth/step_up", new JsonObject { [field] = given }, cancel);
        return true;
    }
}
