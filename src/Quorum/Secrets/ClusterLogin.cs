using Quorum.Access;
using Quorum.Pipeline;
using Quorum.Rollout.Aws;

namespace Quorum.Secrets;

/// <summary>For what a stage talks to the cluster; each gets the user with the least rights that will do.</summary>
public enum ClusterUse
{
    /// <summary>Look only: smoke test, status.</summary>
    Smoke,

    /// <summary>Roll, proof, snapshots.</summary>
    Deploy,

    /// <summary>The restore drill: reads documents of any index, to compare them with what was restored.</summary>
    Drill,

    /// <summary>Make and change users, and all before the first of them exists: the superuser.</summary>
    Admin,
}

/// <summary>Who we are to the cluster and whom we trust. The parameters' names are for the bastion, which reads the values itself.</summary>
/// <param name="PasswordParameter">SecureString with the user's password.</param>
/// <param name="CaParameter">Parameter with <paramref name="CaPem"/>.</param>
/// <param name="CaPem">One CA, or two while certificates are rotated.</param>
/// <param name="Password">Registered for redaction when it was read.</param>
public sealed record ClusterLogin(string User, string PasswordParameter, string CaParameter, string CaPem, string Password)
{
    public ClusterCredentials Credentials => new(User, Password);

    /// <summary>
    /// A line for people (bash): asks with the CA, and reads the password from SSM when it is run. curl gets it as a file, so that it stands neither here, nor in the shell's
    /// history, nor in the list of processes.
    /// </summary>
    /// <param name="caFile">Where the CA's certificate was written, relative to the working directory.</param>
    /// <param name="localEndpoint">Of the embedded AWS, which asks for no AWS CLI and takes any signature that names its region; null on AWS.</param>
    /// <param name="tunnel">Port on 127.0.0.1 that leads to the node, whose name stays that of its certificate; null to ask the node itself.</param>
    public string Curl(Uri url, string caFile, string? localEndpoint, string region, int? tunnel = null)
    {
        var read = localEndpoint is null
            ? $"aws --region {region} ssm get-parameter --with-decryption --name {PasswordParameter} --query Parameter.Value --output text | sed 's/.*/user = \"{User}:&\"/'"
            : $$$"""curl -s {{{localEndpoint}}} -H 'Authorization: AWS4-HMAC-SHA256 Credential=local/20260101/{{{region}}}/ssm/aws4_request' -H 'X-Amz-Target: AmazonSSM.GetParameter' -d '{"Name":"{{{PasswordParameter}}}","WithDecryption":true}' | sed 's/.*"Value":"\([^"]*\)".*/user = "{{{User}}}:\1"/'""";
        var through = tunnel is { } port ? $" --connect-to {url.Authority}:127.0.0.1:{port}" : "";
        return $"curl{through} --cacert {caFile} -K <({read}) '{url}'";
    }

    /// <summary>Without the password, so that no log can show it.</summary>
    public override string ToString() => $"{User} ({PasswordParameter})";
}

/// <summary>Reads who a stage shall be from SSM.</summary>
public sealed class LoginReader(SecretStore store, SecretNames names)
{
    public const string Superuser = "elastic";

    /// <summary>Null: the cluster has no security, so plain HTTP and no user.</summary>
    /// <exception cref="StageException">A part is missing.</exception>
    public async Task<ClusterLogin?> ReadAsync(ClusterUse use, CancellationToken cancellation)
    {
        if (await store.ReadAsync(names.TlsState, secret: false, cancellation).ConfigureAwait(false) is null) return null;
        var cas = await NeedAsync(names.TrustedCas, secret: false, cancellation).ConfigureAwait(false);
        var (user, parameter) = await UserAsync(use, cancellation).ConfigureAwait(false);
        return new(user, parameter, names.TrustedCas, cas, await NeedAsync(parameter, secret: true, cancellation).ConfigureAwait(false));
    }

    // Until the cluster has formed and its users are made there is only the superuser.
    private async Task<(string User, string Parameter)> UserAsync(ClusterUse use, CancellationToken cancellation)
    {
        // A name that is there before is one of an earlier cluster of this name, whose users went with its volumes.
        var formed = await store.ReadAsync(TaskSecrets.BootstrappedParameter(names.Path), secret: false, cancellation).ConfigureAwait(false) is not (null or TaskSecrets.NotBootstrapped);
        if (formed && use != ClusterUse.Admin && await store.ReadAsync(names.ActiveUser(ClusterRoles.Of(use)), secret: false, cancellation).ConfigureAwait(false) is { } user) return (user, names.UserPassword(user));
        return (Superuser, names.ElasticPassword);
    }

    private async Task<string> NeedAsync(string name, bool secret, CancellationToken cancellation) =>
        await store.ReadAsync(name, secret, cancellation).ConfigureAwait(false)
        ?? throw new StageException($"The SSM parameter {name} is missing, though the cluster has security.", "./build.sh ProvisionInfra makes what is missing of certificates and passwords; for one of a user ./build.sh RotateSecrets");
}
