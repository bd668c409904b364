using Ashlar.Bench;

// bench [--seconds N] [--tenants N] [--rows N] measures; "bare DATABASE URL" is the baseline it starts itself.
if (args is ["bare", var database, var url])
{
    await BareServer.Run(database, url);
    return 0;
}

var options = BenchOptions.Parse(args);
if (options is null)
{
    await Console.Error.WriteLineAsync("bench [--seconds N] [--tenants N] [--rows N] [--connections N]");
    return 2;
}

return await new Comparison(options).Run();
