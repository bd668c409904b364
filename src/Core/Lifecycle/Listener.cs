using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;

namespace Ashlar.Core.Lifecycle;

/// <summary>
/// The web server, for which an address that it cannot have is a start that failed, like any other: the host says so once, stops in order and
/// leaves nothing behind. By itself the server would throw through the host, which ends without a stop.
/// </summary>
internal sealed class Listener(IServer server, Startup startup) : IServer
{
    public IFeatureCollection Features => server.Features;

    public async Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
        where TContext : notnull
    {
        try
        {
            await server.StartAsync(application, cancellationToken);
        }
        catch (Exception failure) when (failure is SocketException or IOException { InnerException: AddressInUseException })
        {
            startup.Fail(new StartException(failure is SocketException
                ? $"An address that --urls or ASPNETCORE_URLS names cannot be listened on: {failure.Message.TrimEnd('.')}. Choose one of this machine that its user may have."
                : $"{failure.Message} End what listens there (ss -ltnp names it), or choose another address with --urls or ASPNETCORE_URLS.", failure));
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => server.StopAsync(cancellationToken);

    public void Dispose() => server.Dispose();
}
