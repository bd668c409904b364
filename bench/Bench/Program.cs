using Ashlar.Bench;

// bench [audit|core|fair|webhooks] [--seconds N] [--tenants N] [--rows N] measures the product against the bare baseline, what its audit entries cost, the Core
// API for modules, one organisation beside another that floods, or webhooks that come in; "limits" what a decision about a request costs; "phi" what reading texts for health information costs;
// "bare DATABASE URL" is the baseline it starts itself.
if (args is ["bare", var database, var url])
{
    await BareServer.Run(database, url);
    return 0;
}

if (args is ["limits"])
    return LimitDecisions.Run();

if (args is ["phi"])
    return PhiTexts.Run();

var what = args is ["audit" or "core" or "fair" or "webhooks", ..] ? args[0] : "";
var options = BenchOptions.Parse(what.Length > 0 ? args[1..] : args);
if (options is null)
{
    await Console.Error.WriteLineAsync("bench [audit|core|fair|limits|phi|webhooks] [--seconds N] [--tenants N] [--rows N] [--connections N]");
    return 2;
}

return await (what switch
{
    "audit" => new AuditCost(options).Run(),
    "core" => new CoreChecks(options with { Tenants = args.Contains("--tenants") ? options.Tenants : 1000 }).Run(),
    "fair" => new Fairness(options).Run(),
    "webhooks" => new HookBurst(options).Run(),
    _ => new Comparison(options).Run(),
});
