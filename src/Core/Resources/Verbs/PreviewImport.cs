using System.Text.Json.Nodes;
using Ashlar.Contract.Errors;
using Ashlar.Core.Http;
using Ashlar.Core.Resources.Batches;
using Ashlar.Core.Resources.Files;

namespace Ashlar.Core.Resources.Verbs;

/// <summary>POST …/import/preview: what a file contains and which fields its columns may mean.</summary>
internal sealed class PreviewImport(FieldScopes scopes, ReadCheck check)
{
    private const int Samples = 5;

    public async Task Handle(HttpContext context, ResourceModel model)
    {
        var preview = await Preview(context, model);
        await (preview.Succeeded ? Envelope.Data(preview.Value).ExecuteAsync(context) : context.WriteError(preview.Error));
    }

    private async Task<Result<JsonObject>> Preview(HttpContext context, ResourceModel model)
    {
        if (await check.Refuse(context, model, model.Importing) is { } denied)
            return denied;
        var upload = await Upload.Read(context);
        if (!upload.Succeeded)
            return upload.Error;
        var file = FileReading.Read(upload.Value.File);
        if (!file.Succeeded)
            return file.Error;

        var table = file.Value;
        var suggested = FieldSuggestions.For(table.Columns, ImportMapping.Fields(await scopes.Of(model, context.Caller(), context.RequestAborted)));
        return new JsonObject
        {
            ["format"] = table.Format,
            ["details"] = table.Details,
            ["columns"] = new JsonArray([.. table.Columns.Select((name, index) => new JsonObject
            {
                ["name"] = name,
                ["sample"] = new JsonArray([.. table.Rows.Select(row => row.Cells[index].Shown).Where(text => text.Length > 0).Take(Samples).Select(text => (JsonNode)(text.Length > 100 ? text.Cut(100) + "…" : text))]),
                ["suggested_field"] = suggested[index],
            })]),
            ["rows"] = table.Rows.Count,
        };
    }
}
