using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Quorum.Elasticsearch;

namespace Quorum.Smoke;

/// <summary>Looks at the certificate a node presents, without judging it and without sending anything.</summary>
internal static class TlsHandshake
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <returns>Null when the node cannot be reached from here, e.g. because it is reached through SSM.</returns>
    internal static async Task<IReadOnlyList<CertificateInfo>?> ReadAsync(Uri node, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Limit);
        try
        {
            using var connection = new TcpClient();
            await connection.ConnectAsync(node.DnsSafeHost, node.Port, limit.Token).ConfigureAwait(false);
            CertificateInfo? seen = null;
            // An expired certificate must be seen too: that is what is looked for.
            await using var tls = new SslStream(connection.GetStream(), leaveInnerStreamOpen: false, (_, certificate, _, _) =>
            {
                if (certificate is not null)
                {
                    using var loaded = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
                    seen = new("(presented)", loaded.Subject, HasPrivateKey: true, new DateTimeOffset(loaded.NotAfter.ToUniversalTime()));
                }
                return true;
            });
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = node.DnsSafeHost }, limit.Token).ConfigureAwait(false);
            return seen is null ? null : [seen];
        }
        catch (Exception e) when (e is SocketException or IOException or AuthenticationException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return null;
        }
    }
}
