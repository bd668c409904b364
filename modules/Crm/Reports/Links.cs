using System.Globalization;

namespace Ashlar.Crm.Reports;

/// <summary>The lists behind the numbers.</summary>
internal static class Links
{
    public static string Deals(DashboardScope scope, string filter) =>
        Owned("deals", scope, scope.PipelineId is { } pipeline ? $"{filter}&filter[pipeline_id][eq]={pipeline}" : filter);

    public static string Owned(string resource, DashboardScope scope, string filter) =>
        $"/api/v1/crm/{resource}?{filter}{(scope.OwnerId is { } owner ? $"&filter[owner_id][eq]={owner}" : "")}";

    public static string Period(string field, DashboardScope scope) => $"filter[{field}][gte]={Moment(scope.Start)}&filter[{field}][lt]={Moment(scope.End)}";

    public static string Moment(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
}
