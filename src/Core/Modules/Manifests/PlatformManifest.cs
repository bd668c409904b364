using System.Text.Json;

namespace Ashlar.Core.Modules.Manifests;

/// <summary>The operator's file of settings: <c>modules: [{name, config: {…}}]</c>, with <c>${NAME}</c> taken from the environment.</summary>
internal static class PlatformManifest
{
    /// <summary>Values by key <c>name.setting</c>, and every mistake.</summary>
    public static (Dictionary<string, JsonElement> Values, IReadOnlyList<ManifestError> Errors) Read(string text, Func<string, string?> environment)
    {
        var (values, errors) = (new Dictionary<string, JsonElement>(StringComparer.Ordinal), new List<ManifestError>());
        try
        {
            var root = new ManifestNode(ManifestText.Parse(text), "$", errors);
            if (root.IsObjectOf("modules"))
            {
                foreach (var module in root.List("modules").Where(module => module.IsObjectOf("name", "config")))
                {
                    var name = module.RequiredText("name");
                    foreach (var (key, value) in module.Map("config"))
                        values[$"{name}.{key}"] = ManifestText.WithEnvironment(value, environment);
                }
            }
        }
        catch (FormatException wrong)
        {
            errors.Add(new ManifestError("$", wrong.Message));
        }

        return (values, errors);
    }
}
