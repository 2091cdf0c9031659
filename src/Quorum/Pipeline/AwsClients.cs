using Amazon;
using Amazon.CloudWatchLogs;
using Amazon.EC2;
using Amazon.ECR;
using Amazon.ECS;
using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SimpleSystemsManagement;
using Quorum.Settings;

namespace Quorum.Pipeline;

/// <summary>
/// The one place where AWS clients are made: on the local profile against the embedded AWS with credentials that mean nothing, else with
/// the default credential chain in the configured region. Clients are made on first use and live as long as this object.
/// </summary>
public sealed class AwsClients : IDisposable
{
    private readonly List<IDisposable> _made = [];
    private readonly Lock _lock = new();
    private readonly QuorumSettings _settings;
    private IAmazonECS? _ecs;
    private IAmazonECR? _ecr;
    private IAmazonEC2? _ec2;
    private IAmazonSimpleSystemsManagement? _ssm;
    private IAmazonSecurityTokenService? _sts;
    private IAmazonCloudWatchLogs? _logs;

    public AwsClients(QuorumSettings settings) => _settings = settings;

    public IAmazonECS Ecs => Once(ref _ecs, () => Local(new AmazonECSConfig()) is { } c ? new AmazonECSClient(LocalCredentials, c) : new AmazonECSClient(Region));

    public IAmazonECR Ecr => Once(ref _ecr, () => Local(new AmazonECRConfig()) is { } c ? new AmazonECRClient(LocalCredentials, c) : new AmazonECRClient(Region));

    public IAmazonEC2 Ec2 => Once(ref _ec2, () => Local(new AmazonEC2Config()) is { } c ? new AmazonEC2Client(LocalCredentials, c) : new AmazonEC2Client(Region));

    public IAmazonSimpleSystemsManagement Ssm =>
        Once(ref _ssm, () => Local(new AmazonSimpleSystemsManagementConfig()) is { } c ? new AmazonSimpleSystemsManagementClient(LocalCredentials, c) : new AmazonSimpleSystemsManagementClient(Region));

    public IAmazonSecurityTokenService Sts =>
        Once(ref _sts, () => Local(new AmazonSecurityTokenServiceConfig()) is { } c ? new AmazonSecurityTokenServiceClient(LocalCredentials, c) : new AmazonSecurityTokenServiceClient(Region));

    public IAmazonCloudWatchLogs Logs => Once(ref _logs, () => Local(new AmazonCloudWatchLogsConfig()) is { } c ? new AmazonCloudWatchLogsClient(LocalCredentials, c) : new AmazonCloudWatchLogsClient(Region));

    /// <summary>Clients with the rights of a role that was taken on, and no others; the caller disposes of them.</summary>
    public RoleClients As(AWSCredentials role) => new(
        Local(new AmazonECRConfig()) is { } ecr ? new AmazonECRClient(role, ecr) : new AmazonECRClient(role, Region),
        Local(new AmazonSimpleSystemsManagementConfig()) is { } ssm ? new AmazonSimpleSystemsManagementClient(role, ssm) : new AmazonSimpleSystemsManagementClient(role, Region),
        Local(new AmazonCloudWatchLogsConfig()) is { } logs ? new AmazonCloudWatchLogsClient(role, logs) : new AmazonCloudWatchLogsClient(role, Region));

    /// <summary>The embedded AWS accepts any signature, so that no real key ever travels to it by accident.</summary>
    public static AWSCredentials LocalCredentials { get; } = new BasicAWSCredentials("local", "local");

    public RegionEndpoint Region => RegionEndpoint.GetBySystemName(_settings.Region);

    /// <summary>Points a client's configuration at the embedded AWS; null when the profile is not local, for the default chain then.</summary>
    public T? Local<T>(T config) where T : ClientConfig
    {
        if (_settings.Cloud != CloudKind.Local) return null;
        config.ServiceURL = _settings.LocalEndpoint;
        config.AuthenticationRegion = _settings.Region;
        return config;
    }

    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var client in _made) client.Dispose();
            _made.Clear();
        }
    }

    private T Once<T>(ref T? field, Func<T> make) where T : class, IDisposable
    {
        lock (_lock)
        {
            if (field is not null) return field;
            field = make();
            _made.Add(field);
            return field;
        }
    }
}

public sealed record RoleClients(IAmazonECR Ecr, IAmazonSimpleSystemsManagement Ssm, IAmazonCloudWatchLogs Logs) : IDisposable
{
    public void Dispose()
    {
        Ecr.Dispose();
        Ssm.Dispose();
        Logs.Dispose();
    }
}
