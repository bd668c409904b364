using System.Text.Json.Nodes;
using Ashlar.Core.Audit.Proofs;

namespace Ashlar.Cli;

/// <summary>
/// The last head of each log that this person has seen, with the key that signed it. The database of the host cannot reach it, so a log that
/// was cut off or rewritten since does not fit.
/// </summary>
internal static class Heads
{
    private static string FilePath => Path.Combine(Profiles.Folder, "heads.json");

    /// <summary>The head as it was kept, without looking at its signature again.</summary>
    public static (long Size, byte[] Root, string KeyId, string Jws)? Of(Guid log)
    {
        if (All()[log.ToString()] is not JsonObject kept)
            return null;
        return ((long)kept["size"]!, Convert.FromBase64String((string)kept["root"]!), (string)kept["key_id"]!, (string)kept["jws"]!);
    }

    public static void Keep(SignedHead head)
    {
        var all = All();
        if (all[head.Log.ToString()] is JsonObject known && (long)known["size"]! > head.Size)
            return;
        all[head.Log.ToString()] = new JsonObject { ["size"] = head.Size, ["root"] = Convert.ToBase64String(head.Root), ["time"] = head.Time.UtcDateTime.ToString("O"), ["key_id"] = head.KeyId, ["jws"] = head.Jws };
        Directory.CreateDirectory(Profiles.Folder);
        var draft = FilePath + ".new";
        File.WriteAllText(draft, all.ToJsonString(Talk.Pretty));
        File.Move(draft, FilePath, overwrite: true);
    }

    private static JsonObject All()
    {
        try
        {
            return File.Exists(FilePath) ? JsonNode.Parse(File.ReadAllText(FilePath)) as JsonObject ?? [] : [];
        }
        catch (System.Text.Json.JsonException)
        {
            throw new Failure(ExitCode.Failed, "bad_heads", $"{FilePath} is not valid JSON. It proves that audit logs were not cut off; mend it rather than remove it.");
        }
    }
}
