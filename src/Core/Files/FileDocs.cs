using Ashlar.Core.Http.OpenApi;

namespace Ashlar.Core.Files;

/// <summary>What the API document says about the bytes of files.</summary>
internal static class FileDocs
{
    private static (string Name, System.Text.Json.Nodes.JsonObject Schema, string Description) Show => ("show?", Schema.Const("1"), "Show instead of save; images, PDF and plain text only.");

    private static (string Name, System.Text.Json.Nodes.JsonObject Schema, string Description)[] Parameters =>
    [
        ("name?", Schema.Text(), "What it is called; a form names it by itself."), ("data_class?", Schema.Text(), "What retention policies call it; general when left out."), ("expires_at?", Schema.Moment(), "When it is deleted."),
    ];

    public static readonly ApiRoute Upload = new("files.upload", "Upload a file")
    {
        Description = "The body is the file itself, or a form whose field file comes last. It may be as large as the setting files.max_mb says. Its type is told by its content; a type that the content disproves is refused.",
        Query = Parameters,
        Answer = ("files.file", Schema.Map(Schema.Any())),
        Status = StatusCodes.Status201Created,
        Failures = [400, 413, 415, 422, 503],
    };

    public static readonly ApiRoute UploadForRow = new("files.upload_for_row", "Upload a file for a field of a row")
    {
        Description = "As files/upload, for whoever may create or change such rows. The answer's id is the value of the field.",
        Query = Parameters,
        Answer = ("files.file", Schema.Map(Schema.Any())),
        Status = StatusCodes.Status201Created,
        Failures = [400, 402, 403, 404, 413, 415, 422, 503],
    };

    public static readonly ApiRoute Content = new("files.content", "Open a file")
    {
        Description = "One range of bytes may be asked for.",
        Query = [Show],
        Bare = ("application/octet-stream", Schema.Text()),
        Failures = [404, 409, 422, 503],
    };

    public static readonly ApiRoute OfRow = new("files.of_row", "Open the file in a field of a row")
    {
        Description = "For whoever may read that field of that row.",
        Query = [Show],
        Bare = ("application/octet-stream", Schema.Text()),
        Failures = [402, 403, 404, 409, 422, 503],
    };

    public static readonly ApiRoute Link = new("files.link", "Open a file by a link")
    {
        Description = "Links end by themselves, and with their file.",
        Bare = ("application/octet-stream", Schema.Text()),
        Failures = [404, 409, 422, 503],
    };
}
