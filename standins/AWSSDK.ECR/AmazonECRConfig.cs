using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Util.Internal;

namespace Amazon.ECR;

public partial class AmazonECRConfig : ClientConfig
{
    public AmazonECRConfig() : base(new DefaultConfigurationProvider(AmazonECRDefaults.All)) => AmazonECRClient.Service.Configure(this);

    public new static string ServiceId => AmazonECRClient.Service.ServiceId;

    public override string RegionEndpointServiceName => "api.ecr";

    public override string ServiceVersion => AmazonECRClient.Service.ApiVersion;

    public override string UserAgent => InternalSDKUtils.BuildUserAgentString("ECR", "4.0");

    public override Amazon.Runtime.Endpoints.Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) =>
        AmazonECRClient.Service.Endpoint(this, parameters);
}

internal static class AmazonECRDefaults
{
    private static DefaultConfiguration Mode(DefaultConfigurationMode name, double connectSeconds) => new()
    {
        Name = name,
        RetryMode = RequestRetryMode.Standard,
        S3UsEast1RegionalEndpoint = S3UsEast1RegionalEndpointValue.Regional,
        ConnectTimeout = TimeSpan.FromSeconds(connectSeconds),
        TlsNegotiationTimeout = TimeSpan.FromSeconds(connectSeconds),
    };

    public static IEnumerable<IDefaultConfiguration> All { get; } =
    [
        Mode(DefaultConfigurationMode.Standard, 3.1),
        Mode(DefaultConfigurationMode.InRegion, 1.1),
        Mode(DefaultConfigurationMode.CrossRegion, 3.1),
        Mode(DefaultConfigurationMode.Mobile, 30),
        Mode(DefaultConfigurationMode.Auto, 1.1),
    ];
}
