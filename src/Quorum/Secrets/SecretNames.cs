namespace Quorum.Secrets;

/// <summary>Names of the SSM parameters with certificates, keys and passwords, in one place: ECS, the bastion and the pipeline must agree on them.</summary>
/// <param name="Path">E.g. <c>/quorum/quorum-local</c>; what is below it the slots and the bastion may read in part.</param>
/// <param name="ClusterName">E.g. <c>quorum-local</c>.</param>
public sealed record SecretNames(string Path, string ClusterName)
{
    /// <summary>CAs that clients and nodes trust, PEM, one or (while certificates are rotated) two. No secret: a String.</summary>
    public string TrustedCas => $"{Path}/ca-certificate";

    /// <summary>Password of the built-in superuser. A new node takes it as bootstrap password; once the cluster has one of its own, that counts.</summary>
    public string ElasticPassword => $"{Path}/elastic-password";

    /// <summary>The next password of <c>elastic</c> while it is being changed: whoever is refused with the present one tries this.</summary>
    public string NextElasticPassword => $"{Path}/elastic-password-next";

    /// <summary>Which generation of trust and certificates the slots shall have (<see cref="TlsState"/>). Written last: with it, security is on.</summary>
    public string TlsState => $"{Path}/tls/state";

    /// <summary>Folder of all certificates and keys of the slots.</summary>
    public string Tls => $"{Path}/tls";

    public string Certificate(int generation, string slot) => $"{Tls}/{generation}/{slot}/certificate";

    /// <summary>PKCS#8, PEM.</summary>
    public string Key(int generation, string slot) => $"{Tls}/{generation}/{slot}/key";

    /// <summary>Name of the user that has the role now. Changing it is how a password is rotated: it switches user and password at once.</summary>
    /// <param name="role"><c>deploy</c>, <c>smoke</c> or <c>drill</c>.</param>
    public string ActiveUser(string role) => $"{Path}/users/{role}";

    public string UserPassword(string user) => $"{Path}/users/{user}";

    /// <summary>
    /// Certificate and private key of the CA, PEM, in one parameter: never one without the other. Not below <see cref="Path"/>: what can read the slots'
    /// secrets (execution role, bastion) must not be able to make certificates.
    /// </summary>
    public string CurrentCa => $"/quorum-ca/{ClusterName}/current";

    /// <summary>The CA that certificates are being rotated to.</summary>
    public string NextCa => $"/quorum-ca/{ClusterName}/next";
}
