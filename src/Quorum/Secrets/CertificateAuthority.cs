using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Quorum.Pipeline;

namespace Quorum.Secrets;

/// <summary>One node's certificate and its private key, both PEM, the key as PKCS#8 as Elasticsearch's <c>ssl.key</c> reads it.</summary>
public sealed record NodeIdentity(string CertificatePem, string KeyPem)
{
    /// <summary>Without the key, so that no log can show it.</summary>
    public override string ToString() => "(certificate and key)";
}

/// <summary>
/// The cluster's own CA: ECDSA on P-256, as small as SSM's 4 KB for a parameter ask for and as Elasticsearch, curl and every client read it. It signs nothing but the
/// nodes' certificates.
/// </summary>
public sealed class CertificateAuthority : IDisposable
{
    /// <summary>Of the CA; rotated with every rotation of the certificates, long before.</summary>
    public static readonly TimeSpan CaValidity = TimeSpan.FromDays(5 * 365);

    /// <summary>Of a node's certificate; the smoke test asks for the rotation 30 days before.</summary>
    public static readonly TimeSpan NodeValidity = TimeSpan.FromDays(365);

    /// <summary>An instance whose clock is a little behind must not refuse a certificate made just now.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromHours(1);

    private const int SerialBytes = 16, ShownIdBytes = 4;

    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1", ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private readonly ECDsa _key;
    private readonly X509Certificate2 _certificate;

    private CertificateAuthority(X509Certificate2 certificate, ECDsa key) => (_certificate, _key) = (certificate, key);

    /// <summary>Only the certificate, PEM.</summary>
    public string CertificatePem => _certificate.ExportCertificatePem() + "\n";

    public DateTimeOffset NotAfter => new(_certificate.NotAfter.ToUniversalTime());

    public static CertificateAuthority Create(string clusterName, DateTimeOffset now)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var identifier = new X509SubjectKeyIdentifierExtension(new PublicKey(key), critical: false);
        // Two CAs of one cluster are trusted at once while certificates are rotated; the name tells them apart for people and for openssl's look-up by subject.
        var name = new X500DistinguishedName($"CN={clusterName} CA {identifier.SubjectKeyIdentifier![..(2 * ShownIdBytes)].ToLowerInvariant()}, O=Quorum");
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(identifier);
        return new(request.Create(name, X509SignatureGenerator.CreateForECDsa(key), now - Skew, now + CaValidity, Serial()), key);
    }

    /// <param name="pem">As <see cref="ToPem"/> wrote it.</param>
    /// <exception cref="StageException">It is something else.</exception>
    public static CertificateAuthority Read(string pem)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            var certificate = X509Certificate2.CreateFromPem(pem);
            using var publicKey = certificate.GetECDsaPublicKey();
            if (publicKey is null || !publicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(key.ExportSubjectPublicKeyInfo())) throw new CryptographicException("the key is not the certificate's");
            return new(certificate, key);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            key.Dispose();
            throw new StageException($"The cluster's CA cannot be read: {e.Message}", "delete the SSM parameter /quorum-ca/<cluster>/current, then ./build.sh RotateSecrets makes a new one in two rolls", e);
        }
    }

    /// <summary>Certificate and private key; a secret.</summary>
    public string ToPem() => CertificatePem + _key.ExportPkcs8PrivateKeyPem() + "\n";

    /// <param name="names">DNS names the node answers to.</param>
    /// <param name="addresses">Addresses it answers to.</param>
    /// <param name="keyPem">A key made before, whose certificate got lost; null makes one.</param>
    public NodeIdentity Issue(string node, IEnumerable<string> names, IEnumerable<IPAddress> addresses, DateTimeOffset now, string? keyPem = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        if (keyPem is not null) key.ImportFromPem(keyPem);
        var request = new CertificateRequest(new X500DistinguishedName($"CN={node}, O=Quorum"), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        // On the transport layer every node is client and server.
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication), new Oid(ClientAuthentication)], critical: false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(_certificate.Extensions.OfType<X509SubjectKeyIdentifierExtension>().First()));
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in names.Distinct(StringComparer.Ordinal)) alternatives.AddDnsName(name);
        foreach (var address in addresses.Distinct()) alternatives.AddIpAddress(address);
        request.CertificateExtensions.Add(alternatives.Build());
        var until = now + NodeValidity < NotAfter ? now + NodeValidity : NotAfter;
        using var certificate = request.Create(_certificate.SubjectName, X509SignatureGenerator.CreateForECDsa(_key), now - Skew, until, Serial());
        return new(certificate.ExportCertificatePem() + "\n", key.ExportPkcs8PrivateKeyPem() + "\n");
    }

    public void Dispose()
    {
        _certificate.Dispose();
        _key.Dispose();
    }

    // Positive, as RFC 5280 asks, and too long to be guessed or met twice.
    private static byte[] Serial()
    {
        var serial = RandomNumberGenerator.GetBytes(SerialBytes);
        serial[0] = (byte)((serial[0] & 0x7f) | 0x40);
        return serial;
    }
}
