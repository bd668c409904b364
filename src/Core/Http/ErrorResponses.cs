using System.Text.Json;
using Ashlar.Contract.Errors;
using Ashlar.Core.Identity.Factors;
using Ashlar.Core.Identity.Factors.StepUp;

namespace Ashlar.Core.Http;

/// <summary>The one table from kinds of errors to HTTP, and the one writer of error bodies.</summary>
internal static class ErrorResponses
{
    public static int Status(ErrorKind kind) => kind switch
    {
        ErrorKind.Malformed => StatusCodes.Status400BadRequest,
        ErrorKind.Unauthenticated => StatusCodes.Status401Unauthorized,
        ErrorKind.NotSubscribed => StatusCodes.Status402PaymentRequired,
        ErrorKind.Forbidden => StatusCodes.Status403Forbidden,
        ErrorKind.NotFound => StatusCodes.Status404NotFound,
        ErrorKind.Conflict => StatusCodes.Status409Conflict,
        ErrorKind.Stale => StatusCodes.Status412PreconditionFailed,
        ErrorKind.TooLarge => StatusCodes.Status413PayloadTooLarge,
        ErrorKind.Unsupported => StatusCodes.Status415UnsupportedMediaType,
        ErrorKind.Invalid => StatusCodes.Status422UnprocessableEntity,
        ErrorKind.Locked => StatusCodes.Status423Locked,
        ErrorKind.Limited => StatusCodes.Status429TooManyRequests,
        ErrorKind.Unavailable => StatusCodes.Status503ServiceUnavailable,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    public static async Task WriteError(this HttpContext context, Error error, Action<Utf8JsonWriter>? more = null)
    {
        var status = error.Code switch
        {
            "internal" => StatusCodes.Status500InternalServerError,
            "method_not_allowed" => StatusCodes.Status405MethodNotAllowed,
            _ => Status(error.Kind),
        };
        if (error.Code == CoreErrors.DatabaseFull.Code)
        {
            context.Response.Headers.RetryAfter = "30";
            context.RequestServices.GetRequiredService<Storage.Room.DatabaseRoom>().Refused();
        }

        var bare = BareBodies.Has(context);
        var problem = !bare && context.Request.Headers.Accept.ToString().Contains("application/problem+json", StringComparison.OrdinalIgnoreCase);
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = problem ? "application/problem+json" : "application/json";
        if (status == StatusCodes.Status401Unauthorized)
            response.Headers.WWWAuthenticate = "Bearer";

        await using var json = new Utf8JsonWriter(response.BodyWriter, new JsonWriterOptions { SkipValidation = true, Encoder = Resources.JsonSettings.Encoder });
        json.WriteStartObject();
        if (bare)
            json.WriteString("detail", error.Message);
        else if (problem)
            WriteProblem(json, error, status, context);
        else
            WriteSeedShape(json, error, context, more);
        json.WriteEndObject();
        await json.FlushAsync(context.RequestAborted);
        await response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    private static void WriteSeedShape(Utf8JsonWriter json, Error error, HttpContext context, Action<Utf8JsonWriter>? more)
    {
        json.WriteStartObject("error");
        json.WriteString("code", error.Code);
        json.WriteString("message", error.Message);
        WriteDetails(json, "details", error);
        json.WriteString("request_id", context.Request().Info.Id);
        if (error.Kind == ErrorKind.NotSubscribed)
            json.WriteString("upgrade_url", "/apps");
        WriteStepUp(json, error, context);
        more?.Invoke(json);
        json.WriteEndObject();
    }

    private static void WriteProblem(Utf8JsonWriter json, Error error, int status, HttpContext context)
    {
        json.WriteString("type", $"/docs/errors#{error.Code}");
        json.WriteString("title", error.Code.Replace('_', ' '));
        json.WriteNumber("status", status);
        json.WriteString("detail", error.Message);
        json.WriteString("instance", context.Request.Path);
        json.WriteString("code", error.Code);
        WriteDetails(json, "errors", error);
        json.WriteString("request_id", context.Request().Info.Id);
        WriteStepUp(json, error, context);
    }

    /// <summary>What to do, for programs: prove it there, not longer ago than this, and send the request again.</summary>
    private static void WriteStepUp(Utf8JsonWriter json, Error error, HttpContext context)
    {
        if (error.Code != FactorErrors.StepUpRequired.Code)
            return;
        json.WriteStartObject("step_up");
        json.WriteString("url", "/api/v1/auth/step_up");
        json.WriteNumber("max_age", (long)context.RequestServices.GetRequiredService<StepUpWindow>().For(context.Request().Caller?.Tenant).TotalSeconds);
        json.WriteBoolean("password", context.Request().Caller?.Proof?.HasFactor == false);
        json.WriteEndObject();
    }

    private static void WriteDetails(Utf8JsonWriter json, string name, Error error)
    {
        json.WriteStartArray(name);
        var details = error.Details.Count == 0 && error.Field is not null ? [new FieldError(error.Field, error.Message, error.Code)] : error.Details;
        foreach (var detail in details)
        {
            json.WriteStartObject();
            json.WriteString("field", detail.Field);
            json.WriteString("message", detail.Message);
            if (detail.Code is not null)
                json.WriteString("code", detail.Code);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
