using System.Text.Json.Nodes;
using Ashlar.Core.Http.OpenApi;
using Ashlar.Core.Jobs;

namespace Ashlar.Core.Backup;

/// <summary>What the API document says about backups.</summary>
internal static class BackupDocs
{
    public const string Type = "platform.backup";

    public static readonly ApiRoute List = new("platform.backup.list", "List backups, the newest first") { Query = [("limit?", Schema.Integer(1, 500), "How many; 100 when left out.")], Answer = Shape(), Many = true };

    public static readonly ApiRoute Get = new("platform.backup.get", "Read a backup") { Answer = Shape() };

    public static readonly ApiRoute Status = new("platform.backup.status", "Read how backups stand")
    {
        Answer = ("platform.backup_status", Schema.Object(
            ("place", Schema.Text()), ("scheduled", Schema.Flag()), ("keep_days", Schema.Integer(1)), ("problem", Schema.Text().OrNull()), ("last_snapshot_at", Schema.Moment().OrNull()),
            ("next_full_at", Schema.Moment().OrNull()), ("next_increment_at", Schema.Moment().OrNull()), ("files_waiting", Schema.Integer(0)), ("same_disk", Schema.Flag().Described("The media are where the data is, and would be lost with it.")),
            ("wal", Schema.Object(
                ("mode", Schema.Enum("off", "on", "server").Described("on: the log of the embedded server is archived here. server: ASHLAR_DATABASE names a server, which archives its own or not.")),
                ("until", Schema.Moment().OrNull().Described("Everything committed by then is in the archive.")), ("from", Schema.Moment().OrNull().Described("The earliest moment to go back to.")),
                ("copies", Schema.Integer(0)), ("newest_copy_at", Schema.Moment().OrNull()), ("failures", Schema.Integer(0)), ("failed_at", Schema.Moment().OrNull()), ("error", Schema.Text().OrNull()), ("problem", Schema.Text().OrNull()))))),
    };

    public static readonly ApiRoute Create = new("platform.backup.create", "Take a backup now")
    {
        Description = "An increment adds to the newest chain; a full one begins another. Answers the job that takes it.",
        Body = Schema.Closed(("kind", Schema.Enum("full", "increment"))),
        BodyExample = new JsonObject { ["kind"] = "increment" },
        Answer = (JobView.Type, []),
        Status = 202,
        Failures = [400],
    };

    public static readonly ApiRoute Verify = new("platform.backup.verify", "Prove a backup")
    {
        Description = "Reads every block and looks for every file. With restore, it is also restored into a database made for that, which is dropped afterwards.",
        Body = Schema.Closed(("restore", Schema.Flag())),
        BodyExample = new JsonObject { ["restore"] = true },
        Answer = (JobView.Type, []),
        Status = 202,
        Failures = [400, 409],
    };

    public static readonly ApiRoute Restore = new("platform.backup.restore_tenant", "Bring one organisation back to a backup")
    {
        Description = "What it changed since is lost, except its audit log. It is suspended meanwhile, and its people sign in again. All others go on working.",
        Body = Schema.Closed(("tenant", Schema.Text()), ("confirm", Schema.Text()), ("reason", Schema.Text())),
        BodyExample = new JsonObject { ["tenant"] = "acme", ["confirm"] = "acme", ["reason"] = "An import overwrote all customers" },
        Answer = (JobView.Type, []),
        Status = 202,
        Failures = [400, 409],
    };

    public static readonly ApiRoute Configuration = new("platform.configuration.get", "Read the effective configuration")
    {
        Description = "In one order, so that it can be kept in a repository and compared. Of secrets it says only that they are set.",
        Answer = ("platform.configuration", Schema.Map(Schema.Any())),
    };

    public static readonly ApiRoute ConfigurationThen = new("platform.backup.configuration", "Read the configuration at the time of a backup, and what differs now")
    {
        Answer = ("platform.backup_configuration", Schema.Object(("configuration", Schema.Map(Schema.Any())), ("differences", Schema.List(Schema.Text())))),
        Failures = [409],
    };

    private static (string, JsonObject) Shape() => (Type, Schema.Object(
        ("chain", Schema.Uuid()), ("kind", Schema.Enum("full", "increment")), ("state", Schema.Enum("running", "done", "failed")), ("cause", Schema.Text().Described("schedule, or who asked for it.")),
        ("started_at", Schema.Moment()), ("snapshot_at", Schema.Moment().OrNull()), ("finished_at", Schema.Moment().OrNull()), ("rows", Schema.Integer(0)), ("files", Schema.Integer(0)), ("bytes", Schema.Integer(0)),
        ("bytes_written", Schema.Integer(0)), ("error", Schema.Text().OrNull()), ("verified_at", Schema.Moment().OrNull()),
        ("verified_how", Schema.Enum("new", "read", "restored").OrNull()), ("problems", Schema.List(Schema.Text()).OrNull())));
}
