using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Quorum.Access;
using Quorum.Elasticsearch;
using Quorum.Pipeline;
using Quorum.Reporting;
using Quorum.Smoke;
using Quorum.Tests.Elasticsearch;

namespace Quorum.Tests.Access;

public sealed class DirectAccessTests
{
    private static readonly X509Certificate2 Ca = Authority("CN=quorum test CA"), OtherCa = Authority("CN=another CA");

    [Fact]
    public async Task Https_CertificateOfOurCa_IsTrusted()
    {
        using var node = new TlsNode(Leaf(Ca, "127.0.0.1", TimeSpan.FromDays(30)));
        Assert.Equal("es-a1", (await Client(node, Ca.ExportCertificatePem()).RootAsync(default)).Name);
    }

    [Theory]
    [InlineData("another CA")]
    [InlineData("another name")]
    [InlineData("expired")]
    [InlineData("the system's CAs")]
    public async Task Https_AnythingElse_IsRefusedAndNothingIsSent(string what)
    {
        using var node = new TlsNode(what switch
        {
            "another CA" => Leaf(OtherCa, "127.0.0.1", TimeSpan.FromDays(30)),
            "another name" => Leaf(Ca, "127.0.0.2", TimeSpan.FromDays(30)),
            "expired" => Leaf(Ca, "127.0.0.1", TimeSpan.FromDays(-1)),
            _ => Leaf(Ca, "127.0.0.1", TimeSpan.FromDays(30)),
        });
        var e = await Assert.ThrowsAsync<ElasticsearchException>(() => Client(node, what == "the system's CAs" ? null : Ca.ExportCertificatePem()).RootAsync(default));
        Assert.Equal(ElasticsearchException.TypeUnreachable, e.Type);
        Assert.Equal(0, node.Answered);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not a certificate")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----")]
    public void Ca_NotACertificate_IsRefusedWithAWayOut(string pem) =>
        Assert.Contains("ca-certificate", Assert.Throws<StageException>(() => DirectAccess.Create(pem, null, new Redaction())).WayOut);

    [Fact]
    public async Task Handshake_WithAnExpiredCertificate_ShowsItsExpiry()
    {
        var leaf = Leaf(OtherCa, "127.0.0.1", TimeSpan.FromDays(-1));
        using var node = new TlsNode(leaf);
        var seen = Assert.Single((await TlsHandshake.ReadAsync(node.Address, default))!);
        Assert.Equal(new DateTimeOffset(leaf.NotAfter.ToUniversalTime()), seen.Expiry);
    }

    [Fact]
    public async Task Handshake_WithNobodyOrPlainHttp_IsNull()
    {
        Assert.Null(await TlsHandshake.ReadAsync(ScriptedNode.Nobody(), default));
    }

    [Fact]
    public void Credentials_AsText_HaveNoPassword() => Assert.DoesNotContain("hunter22", new ClusterCredentials("elastic", "hunter22").ToString());

    private static ElasticsearchClient Client(TlsNode node, string? caPem) =>
        new(new HttpClient(DirectAccess.Create(caPem, null, new Redaction())), [node.Address], new ElasticsearchClientOptions { Rounds = 1 });

    private static X509Certificate2 Authority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-90), DateTimeOffset.UtcNow.AddDays(365));
    }

    private static X509Certificate2 Leaf(X509Certificate2 ca, string address, TimeSpan left)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=es-a1", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Parse(address));
        request.CertificateExtensions.Add(names.Build());
        using var made = request.Create(ca, DateTimeOffset.UtcNow.AddDays(-60), DateTimeOffset.UtcNow + left, RandomNumberGenerator.GetBytes(8));
        return X509CertificateLoader.LoadPkcs12(made.CopyWithPrivateKey(key).Export(X509ContentType.Pkcs12), null);
    }

    /// <summary>Answers <c>GET /</c> over TLS.</summary>
    private sealed class TlsNode : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly X509Certificate2 _certificate;
        private int _answered;

        internal TlsNode(X509Certificate2 certificate)
        {
            _certificate = certificate;
            _listener.Start();
            Address = new Uri($"https://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");
            _ = AcceptAsync();
        }

        internal Uri Address { get; }

        internal int Answered => Volatile.Read(ref _answered);

        public void Dispose() => _listener.Stop();

        private async Task AcceptAsync()
        {
            try
            {
                while (true) _ = AnswerAsync(await _listener.AcceptTcpClientAsync());
            }
            catch (Exception e) when (e is ObjectDisposedException or SocketException)
            {
            }
        }

        private async Task AnswerAsync(TcpClient connection)
        {
            using (connection)
            {
                try
                {
                    await using var tls = new SslStream(connection.GetStream());
                    await tls.AuthenticateAsServerAsync(_certificate);
                    if (await tls.ReadAsync(new byte[4096]) == 0) return;
                    Interlocked.Increment(ref _answered);
                    await tls.WriteAsync(Encoding.UTF8.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {Encoding.UTF8.GetByteCount(Answers.Root)}\r\nConnection: close\r\n\r\n{Answers.Root}"));
                }
                catch (Exception e) when (e is IOException or System.Security.Authentication.AuthenticationException)
                {
                }
            }
        }
    }
}
