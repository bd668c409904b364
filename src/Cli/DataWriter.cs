using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace Ashlar.Cli;

/// <summary>Prints data to the output stream, in the form that was asked for.</summary>
internal sealed class DataWriter(ParseResult parsed)
{
    private readonly string _format = Options.Format(parsed);

    public bool IsJson => _format == "json";

    /// <summary>A row of the API as one flat thing: id, then attributes.</summary>
    public static JsonObject Flat(JsonNode row)
    {
        var flat = new JsonObject();
        if (row["id"] is { } id)
            flat["id"] = id.DeepClone();
        foreach (var (name, value) in row["attributes"] as JsonObject ?? (JsonObject)row)
            flat[name] = value?.DeepClone();
        return flat;
    }

    public void One(JsonObject thing)
    {
        if (_format == "json")
            Print(thing.ToJsonString(Talk.Pretty));
        else if (_format == "yaml")
            Console.Out.Write(Yaml.Of(thing));
        else if (_format == "csv")
            Csv([thing], null);
        else
            Show(Pairs(thing));
    }

    /// <summary>Many of a kind; tables and CSV show these columns, or all when none are named.</summary>
    public void Many(IReadOnlyList<JsonObject> things, IReadOnlyList<string>? columns = null)
    {
        if (_format == "json")
            Print(new JsonArray([.. things.Select(thing => thing.DeepClone())]).ToJsonString(Talk.Pretty));
        else if (_format == "yaml")
            Console.Out.Write(Yaml.Of(new JsonArray([.. things.Select(thing => thing.DeepClone())])));
        else if (_format == "csv")
            Csv(things, columns);
        else
            Show(Rows(things, columns ?? ColumnsOf(things)));
    }

    public static string Text(JsonNode? value) => value switch
    {
        null => "",
        JsonValue plain when plain.GetValueKind() == JsonValueKind.String => (string)plain!,
        JsonObject { Count: 2 } money when money.ContainsKey("amount") && money.ContainsKey("currency") => $"{money["amount"]} {money["currency"]}",
        JsonArray list when list.All(item => item is JsonValue) => string.Join("; ", list.Select(Text)),
        _ => value.ToJsonString(),
    };

    private static void Print(string text) => Console.Out.WriteLine(text);

    private static IReadOnlyList<string> ColumnsOf(IReadOnlyList<JsonObject> things) => [.. things.SelectMany(thing => thing.Select(pair => pair.Key)).Distinct()];

    private static void Csv(IReadOnlyList<JsonObject> things, IReadOnlyList<string>? columns)
    {
        columns ??= ColumnsOf(things);
        Print(string.Join(',', columns.Select(Quoted)));
        foreach (var thing in things)
            Print(string.Join(',', columns.Select(column => Quoted(Text(thing[column])))));
    }

    private static string Quoted(string text) => text.AsSpan().IndexOfAny(",\"\n\r") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static Table Rows(IReadOnlyList<JsonObject> things, IReadOnlyList<string> columns)
    {
        var table = new Table { Border = TableBorder.Minimal };
        foreach (var column in columns)
            table.AddColumn(new TableColumn(Markup.Escape(column)));
        foreach (var thing in things)
            table.AddRow([.. columns.Select(column => new Text(Text(thing[column])))]);
        return table;
    }

    private static Grid Pairs(JsonObject thing)
    {
        var grid = new Grid().AddColumns(2);
        foreach (var (name, value) in thing)
            grid.AddRow(new Text(name), new Text(Text(value)));
        return grid;
    }

    private void Show(Spectre.Console.Rendering.IRenderable content)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(Console.Out),
            ColorSystem = Talk.Colors(parsed) && !Console.IsOutputRedirected ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Ansi = Console.IsOutputRedirected ? AnsiSupport.No : AnsiSupport.Detect,
            Interactive = InteractionSupport.No,
        });
        // Nothing is cut off when a program reads along.
        if (Console.IsOutputRedirected)
            console.Profile.Width = 4000;
        console.Write(content);
    }
}
