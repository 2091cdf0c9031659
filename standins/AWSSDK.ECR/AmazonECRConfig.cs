using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.StandIn.AwsJson;
using Amazon.Util.Internal;

namespace Amazon.ECR;

public partial class AmazonECRConfig : ClientConfig
{
    public AmazonECRConfig() : base(new DefaultConfigurationProvider(AwsJsonDefaults.All)) => AmazonECRClient.Service.Configure(this);

    public new static string ServiceId => AmazonECRClient.Service.ServiceId;

    public override string RegionEndpointServiceName => "api.ecr";

    public override string ServiceVersion => AmazonECRClient.Service.ApiVersion;

    public override string UserAgent => InternalSDKUtils.BuildUserAgentString("ECR", "4.0");

    public override Amazon.Runtime.Endpoints.Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) =>
        AmazonECRClient.Service.Endpoint(this, parameters);
}
