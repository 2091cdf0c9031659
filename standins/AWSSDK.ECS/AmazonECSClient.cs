using Amazon.ECS.Model;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.StandIn.AwsJson;

namespace Amazon.ECS;

/// <summary>
/// Client of the subset in <see cref="IAmazonECS"/>: AWSSDK.Core's credentials, SigV4 signing, retries and endpoints, AWS JSON 1.1 on the wire.
/// </summary>
public partial class AmazonECSClient : AmazonServiceClient, IAmazonECS
{
    internal static readonly AwsJsonService Service = new("ECS", "ecs", "ecs-fips", "ecs", "AmazonEC2ContainerServiceV20141113", "2014-11-13", typeof(AmazonECSException));
    private IECSPaginatorFactory _paginators;

    public AmazonECSClient() : this(new AmazonECSConfig()) { }
    public AmazonECSClient(RegionEndpoint region) : this(new AmazonECSConfig { RegionEndpoint = region }) { }
    public AmazonECSClient(AmazonECSConfig config) : base(config) { }
    public AmazonECSClient(AWSCredentials credentials) : this(credentials, new AmazonECSConfig()) { }
    public AmazonECSClient(AWSCredentials credentials, RegionEndpoint region) : this(credentials, new AmazonECSConfig { RegionEndpoint = region }) { }
    public AmazonECSClient(AWSCredentials credentials, AmazonECSConfig clientConfig) : base(credentials, clientConfig) { }
    public AmazonECSClient(string awsAccessKeyId, string awsSecretAccessKey) : this(awsAccessKeyId, awsSecretAccessKey, new AmazonECSConfig()) { }
    public AmazonECSClient(string awsAccessKeyId, string awsSecretAccessKey, RegionEndpoint region) : this(awsAccessKeyId, awsSecretAccessKey, new AmazonECSConfig { RegionEndpoint = region }) { }
    public AmazonECSClient(string awsAccessKeyId, string awsSecretAccessKey, AmazonECSConfig clientConfig) : base(awsAccessKeyId, awsSecretAccessKey, clientConfig) { }
    public AmazonECSClient(string awsAccessKeyId, string awsSecretAccessKey, string awsSessionToken) : this(awsAccessKeyId, awsSecretAccessKey, awsSessionToken, new AmazonECSConfig()) { }
    public AmazonECSClient(string awsAccessKeyId, string awsSecretAccessKey, string awsSessionToken, RegionEndpoint region) : this(awsAccessKeyId, awsSecretAccessKey, awsSessionToken, new AmazonECSConfig { RegionEndpoint = region }) { }
    public AmazonECSClient(string awsAccessKeyId, string awsSecretAccessKey, string awsSessionToken, AmazonECSConfig clientConfig) : base(awsAccessKeyId, awsSecretAccessKey, awsSessionToken, clientConfig) { }

    public IECSPaginatorFactory Paginators => _paginators ??= new ECSPaginatorFactory(this);

    protected override IServiceMetadata ServiceMetadata { get; } = new Metadata();

    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline) => Service.Customize(pipeline);

    private System.Threading.Tasks.Task<TResponse> CallAsync<TResponse>(AmazonWebServiceRequest request, CancellationToken cancellationToken)
        where TResponse : AmazonWebServiceResponse, new() =>
        InvokeAsync<TResponse>(request, Service.Options<TResponse>(), cancellationToken);

    static ClientConfig IAmazonService.CreateDefaultClientConfig() => new AmazonECSConfig();

    static IAmazonService IAmazonService.CreateDefaultServiceClient(AWSCredentials awsCredentials, ClientConfig clientConfig) =>
        new AmazonECSClient(awsCredentials, clientConfig as AmazonECSConfig
            ?? throw new AmazonClientException("Service client config is not of type AmazonECSConfig to create AmazonECSClient"));

    private sealed class Metadata : IServiceMetadata
    {
        public string ServiceId => Service.ServiceId;

        public IDictionary<string, string> OperationNameMapping { get; } = new Dictionary<string, string>();
    }
}
