using Ashlar.Core.Http.OpenApi;
using Ashlar.Core.Resources;

namespace Ashlar.Core.Jobs;

/// <summary>What the API document says about jobs.</summary>
internal static class JobDocs
{
    public static readonly ApiRoute List = new("jobs.list", "List jobs")
    {
        Description = "People see their own; who holds org:jobs:read sees everybody's. Lists leave the rows of results out.",
        Query = [("limit?", Schema.Integer(1, ListRequest.MaxLimit), "Rows per page."), ("state?", Schema.Enum("queued", "running", "succeeded", "failed", "cancelled"), "Only jobs in this state.")],
        Answer = (JobView.Type, []),
        Many = true,
    };

    public static readonly ApiRoute Get = new("jobs.get", "Read a job") { Answer = (JobView.Type, []) };

    public static readonly ApiRoute Cancel = new("jobs.cancel", "Cancel a job") { Description = "One that runs ends after its current rows.", Answer = (JobView.Type, []) };
}
