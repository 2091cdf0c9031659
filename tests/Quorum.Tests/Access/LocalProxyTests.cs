using System.Net;
using System.Net.Sockets;
using System.Text;
using Quorum.Access;
using Quorum.Pipeline;
using Quorum.Tests.Elasticsearch;

namespace Quorum.Tests.Access;

public sealed class LocalProxyTests
{
    [Fact]
    public async Task Request_WithTheToken_GoesThereAndComesBackAsItWas()
    {
        using var node = new ScriptedNode(201, """{"result":"created"}""");
        await using var running = new Running(ScriptedNode.Nobody(), node.Address);
        using var request = new HttpRequestMessage(HttpMethod.Put, "i/_doc/1?refresh=true") { Content = new StringContent("""{"a":1}""", Encoding.UTF8, "application/json") };
        request.Headers.Add(LocalProxy.TokenHeader, running.Proxy.Token);
        using var response = await running.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.Created, """{"result":"created"}"""), (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
        var seen = Assert.Single(node.Requests);
        Assert.Equal(("PUT", "/i/_doc/1?refresh=true", """{"a":1}"""), (seen.Method, seen.Path, seen.Body));
        Assert.DoesNotContain(running.Proxy.Token, seen.Headers);
        Assert.Equal(1, running.Proxy.Passed);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0123456789abcdef0123456789abcdef")]
    public async Task Request_WithoutTheToken_IsRefusedAndNothingIsSent(string? token)
    {
        using var node = new ScriptedNode(200, "{}");
        await using var running = new Running(node.Address);
        using var request = new HttpRequestMessage(HttpMethod.Get, "");
        if (token is not null) request.Headers.Add(LocalProxy.TokenHeader, token);
        using var response = await running.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Empty(node.Requests);
    }

    [Fact]
    public async Task Cluster_Gone_IsABadGatewayWithTheReason()
    {
        await using var running = new Running(ScriptedNode.Nobody());
        using var request = new HttpRequestMessage(HttpMethod.Get, "");
        request.Headers.Add(LocalProxy.TokenHeader, running.Proxy.Token);
        using var response = await running.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Contains("refused", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Port_Taken_IsSaidWithAWayOut()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        using var http = new HttpMessageInvoker(new SocketsHttpHandler());
        using var proxy = new LocalProxy(http, [ScriptedNode.Nobody()], ((IPEndPoint)taken.LocalEndpoint).Port);
        Assert.Contains("--connect-port", Assert.Throws<StageException>(proxy.Start).WayOut);
    }

    /// <summary>A proxy on a free port, ended with the test as by Ctrl+C.</summary>
    private sealed class Running : IAsyncDisposable
    {
        private readonly HttpMessageInvoker _way = new(new SocketsHttpHandler { UseProxy = false });
        private readonly CancellationTokenSource _stop = new();
        private readonly Task _running;

        internal Running(params Uri[] nodes)
        {
            Proxy = new LocalProxy(_way, nodes, FreePort());
            Proxy.Start();
            _running = Proxy.RunAsync(_stop.Token);
            Http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = Proxy.Address };
        }

        internal LocalProxy Proxy { get; }

        internal HttpClient Http { get; }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _running;
            Proxy.Dispose();
            Http.Dispose();
            _way.Dispose();
            _stop.Dispose();
        }

        private static int FreePort()
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            return ((IPEndPoint)listener.LocalEndpoint).Port;
        }
    }
}
