using Quorum.Access;
using Quorum.Elasticsearch;
using Quorum.Reporting;
using Quorum.Secrets;
using Quorum.Smoke;

namespace Quorum.Pipeline;

// How requests reach the cluster; nothing else of the pipeline can tell the two ways apart.
public sealed partial class DeployPipeline
{
    private const string Ssm = "ssm";
    private static readonly TimeSpan ProofGreenWithin = TimeSpan.FromSeconds(60);

    /// <summary>The command must be taken by the bastion's agent, run, and be asked for.</summary>
    private static readonly TimeSpan SsmAttempt = TimeSpan.FromSeconds(90);

    /// <summary>Between two writes of one client: each is a command, and the account's limit is shared with everybody else's.</summary>
    private static readonly TimeSpan SsmProofPause = TimeSpan.FromMilliseconds(500);

    /// <summary>The direct way carries CA and password itself; the bastion reads the parameters of these names.</summary>
    private HttpMessageHandler Reach(ClusterLogin? login) => Settings.Access == Ssm
        ? new SsmAccess(Aws.Ssm, new BastionLookup(Aws.Ec2, Settings.ClusterName, clock).FindAsync, new SsmAccessOptions(login?.User, login?.PasswordParameter, login?.CaParameter), clock)
        : DirectAccess.Create(login?.CaPem, login?.Credentials, Redaction.Shared);

    private ElasticsearchClientOptions ClientOptions => Settings.Access == Ssm ? ElasticsearchClientOptions.Default with { AttemptTimeout = SsmAttempt } : ElasticsearchClientOptions.Default;

    /// <summary>With places of its own in the queue for the bastion: the proof's writes must not keep the roll's questions waiting.</summary>
    private ElasticsearchClient ConnectApart(ClusterLogin? login, IReadOnlyList<Uri> nodes) => new(new HttpMessageInvoker(Reach(login)), nodes, ClientOptions, clock);

    // Through SSM the gaps are those of the way, too; one client each is enough to see a lost write.
    private ProofOptions ProofOptions => Settings.Access == Ssm
        ? new ProofOptions { GreenWithin = ProofGreenWithin, Writers = 1, Readers = 1, WritePause = SsmProofPause, RetryPause = SsmProofPause, HealthPause = SsmProofPause * 4 }
        : new ProofOptions { GreenWithin = ProofGreenWithin };
}
