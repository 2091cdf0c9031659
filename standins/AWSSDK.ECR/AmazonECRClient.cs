using Amazon.ECR.Model;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.StandIn.AwsJson;

namespace Amazon.ECR;

/// <summary>
/// Client of the subset in <see cref="IAmazonECR"/>: AWSSDK.Core's credentials, SigV4 signing, retries and endpoints, AWS JSON 1.1 on the wire.
/// </summary>
public partial class AmazonECRClient : AmazonServiceClient, IAmazonECR
{
    internal static readonly AwsJsonService Service = new("ECR", "api.ecr", "ecr-fips", "ecr", "AmazonEC2ContainerRegistry_V20150921", "2015-09-21", typeof(AmazonECRException));
    private IECRPaginatorFactory _paginators;

    public AmazonECRClient() : this(new AmazonECRConfig()) { }
    public AmazonECRClient(RegionEndpoint region) : this(new AmazonECRConfig { RegionEndpoint = region }) { }
    public AmazonECRClient(AmazonECRConfig config) : base(config) { }
    public AmazonECRClient(AWSCredentials credentials) : this(credentials, new AmazonECRConfig()) { }
    public AmazonECRClient(AWSCredentials credentials, RegionEndpoint region) : this(credentials, new AmazonECRConfig { RegionEndpoint = region }) { }
    public AmazonECRClient(AWSCredentials credentials, AmazonECRConfig clientConfig) : base(credentials, clientConfig) { }
    public AmazonECRClient(string awsAccessKeyId, string awsSecretAccessKey) : this(awsAccessKeyId, awsSecretAccessKey, new AmazonECRConfig()) { }
    public AmazonECRClient(string awsAccessKeyId, string awsSecretAccessKey, RegionEndpoint region) : this(awsAccessKeyId, awsSecretAccessKey, new AmazonECRConfig { RegionEndpoint = region }) { }
    public AmazonECRClient(string awsAccessKeyId, string awsSecretAccessKey, AmazonECRConfig clientConfig) : base(awsAccessKeyId, awsSecretAccessKey, clientConfig) { }
    public AmazonECRClient(string awsAccessKeyId, string awsSecretAccessKey, string awsSessionToken) : this(awsAccessKeyId, awsSecretAccessKey, awsSessionToken, new AmazonECRConfig()) { }
    public AmazonECRClient(string awsAccessKeyId, string awsSecretAccessKey, string awsSessionToken, RegionEndpoint region) : this(awsAccessKeyId, awsSecretAccessKey, awsSessionToken, new AmazonECRConfig { RegionEndpoint = region }) { }
    public AmazonECRClient(string awsAccessKeyId, string awsSecretAccessKey, string awsSessionToken, AmazonECRConfig clientConfig) : base(awsAccessKeyId, awsSecretAccessKey, awsSessionToken, clientConfig) { }

    public IECRPaginatorFactory Paginators => _paginators ??= new ECRPaginatorFactory(this);

    protected override IServiceMetadata ServiceMetadata { get; } = new Metadata();

    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline) => Service.Customize(pipeline);

    private System.Threading.Tasks.Task<TResponse> CallAsync<TResponse>(AmazonWebServiceRequest request, CancellationToken cancellationToken)
        where TResponse : AmazonWebServiceResponse, new() =>
        InvokeAsync<TResponse>(request, Service.Options<TResponse>(), cancellationToken);

    static ClientConfig IAmazonService.CreateDefaultClientConfig() => new AmazonECRConfig();

    static IAmazonService IAmazonService.CreateDefaultServiceClient(AWSCredentials awsCredentials, ClientConfig clientConfig) =>
        new AmazonECRClient(awsCredentials, clientConfig as AmazonECRConfig
            ?? throw new AmazonClientException("Service client config is not of type AmazonECRConfig to create AmazonECRClient"));

    private sealed class Metadata : IServiceMetadata
    {
        public string ServiceId => Service.ServiceId;

        public IDictionary<string, string> OperationNameMapping { get; } = new Dictionary<string, string>();
    }
}
