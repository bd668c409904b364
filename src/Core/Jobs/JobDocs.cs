using Ashlar.Core.Http.OpenApi;
using Ashlar.Core.Resources;

namespace Ashlar.Core.Jobs;

/// <summary>What the API document says about jobs.</summary>
internal static class JobDocs
{
    public static readonly ApiRoute List = new("jobs.list", "List jobs")
    {
        Description = "People see their own; who holds org:jobs:read sees everybody's. Lists leave the rows of results out.",
        Query = [("limit?", Schema.Integer(1, ListRequest.MaxLimit), "Rows per page."), ("state?", Schema.Enum("queued", "running", "succeeded", "failed", "cancelled"), "Only jobs in this state."), ("schedule_id?", Schema.Uuid(), "Only jobs of this schedule.")],
        Answer = (JobView.Type, []),
        Many = true,
    };

    public static readonly ApiRoute Get = new("jobs.get", "Read a job") { Answer = (JobView.Type, []) };

    public static readonly ApiRoute Log = new("jobs.log", "Read what a job said")
    {
        Description = "The newest 500 lines of all its attempts, oldest first.",
        Answer = ("core.job_line", Schema.Object(("at", Schema.Moment()), ("level", Schema.Enum("info", "warning", "error")), ("message", Schema.Text()))),
        Many = true,
    };

    public static readonly ApiRoute Retry = new("jobs.retry", "Try a job again")
    {
        Description = "One that failed or was cancelled goes on behind what it has done.",
        Answer = (JobView.Type, []),
        Failures = [StatusCodes.Status409Conflict],
    };

    public static readonly ApiRoute Cancel = new("jobs.cancel", "Cancel a job") { Description = "One that runs ends after its current rows.", Answer = (JobView.Type, []) };
}
