using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Quorum.Access;
using Quorum.Reporting;

namespace Quorum.Tests.Access;

/// <summary>A new password on its way into the cluster: in the body that arrives, and in nothing that is recorded on the way.</summary>
public sealed class SecretInBodyTests
{
    private const string Password = "Abcdefgh12345678Abcdefgh12345678";

    [Fact]
    public void Command_ForABodyWithASecret_NamesTheParameterAndHoldsNoValue()
    {
        using var request = Request();
        var script = CurlScript.For(request, Encoding.UTF8.GetBytes($"{{\"password\":\"{SecretInBody.Placeholder}\"}}"), new SsmAccessOptions("elastic", "/quorum/q/elastic-password", "/quorum/q/ca-certificate"));

        Assert.Contains("q_secret='/quorum/q/users/next'", script.Text);
        // Also unpacked: SSM keeps the command, and packing is no encryption.
        var body = Unpack(Regex.Match(script.Text, "^q_body='([^']*)'$", RegexOptions.Multiline).Groups[1].Value);
        Assert.Equal($"{{\"password\":\"{SecretInBody.Placeholder}\"}}", body);
        Assert.DoesNotContain(Password, script.Text + script.Comment + body);
        Assert.DoesNotContain(Password, $"{request.Options.First().Value}");
    }

    [Fact]
    public async Task Direct_ForABodyWithASecret_PutsItInRightBeforeItIsSent()
    {
        using var listener = new HttpListener();
        var port = FreePort();
        listener.Prefixes.Add($"http://127.0.0.1:{port}/");
        listener.Start();
        using var http = new HttpMessageInvoker(DirectAccess.Create(null, new ClusterCredentials("elastic", "anotherpassword"), new Redaction()));
        using var request = Request($"http://127.0.0.1:{port}/_security/user/next");
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes($"{{\"password\":\"{SecretInBody.Placeholder}\"}}")) { Headers = { ContentType = new("application/json") } };
        var sending = http.SendAsync(request, TestContext.Current.CancellationToken);
        var context = await listener.GetContextAsync();
        using var reader = new StreamReader(context.Request.InputStream);
        Assert.Equal($"{{\"password\":\"{Password}\"}}", await reader.ReadToEndAsync(TestContext.Current.CancellationToken));
        Assert.Equal("application/json", context.Request.ContentType);
        context.Response.Close();
        (await sending).Dispose();
    }

    private static HttpRequestMessage Request(string uri = "https://es-a1.q.internal:9200/_security/user/next")
    {
        var request = new HttpRequestMessage(HttpMethod.Put, uri);
        request.Options.Set(SecretInBody.Key, new SecretInBody("/quorum/q/users/next", Password));
        return request;
    }

    private static string Unpack(string packed)
    {
        using var zip = new GZipStream(new MemoryStream(Convert.FromBase64String(packed)), CompressionMode.Decompress);
        using var reader = new StreamReader(zip);
        return reader.ReadToEnd();
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
