using Ashlar.Contract.Errors;
using Ashlar.Core.Http;

namespace Ashlar.Core.Jobs.Schedules;

/// <summary>What can be wrong with a schedule.</summary>
internal static class ScheduleErrors
{
    public static readonly Error Fixed = new("schedule_fixed", ErrorKind.Conflict, "This schedule comes with the product. It can be paused, and its missed-run rule and priority can be changed.");
    public static readonly Error JobUnknown = CoreErrors.Validation("job", "No module lets you schedule a job of this name. GET /api/v1/jobs/kinds lists those that can be.", "job_not_schedulable");
    public static readonly Error JobNotRetryable = new("job_not_retryable", ErrorKind.Conflict, "Only a job that failed or was cancelled can be tried again.");
    public static readonly Error CronInvalid = CoreErrors.Validation("cron", "The times must be five crontab fields: minute, hour, day of month, month, day of week. 0 6 * * 1-5 is six o'clock on working days.", "cron_invalid");
    public static readonly Error ZoneUnknown = CoreErrors.Validation("time_zone", "The time zone must be one such as Europe/Berlin.", "time_zone_unknown");
}
