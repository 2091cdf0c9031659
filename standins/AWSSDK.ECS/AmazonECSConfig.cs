using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.StandIn.AwsJson;
using Amazon.Util.Internal;

namespace Amazon.ECS;

public partial class AmazonECSConfig : ClientConfig
{
    public AmazonECSConfig() : base(new DefaultConfigurationProvider(AwsJsonDefaults.All)) => AmazonECSClient.Service.Configure(this);

    public new static string ServiceId => AmazonECSClient.Service.ServiceId;

    public override string RegionEndpointServiceName => "ecs";

    public override string ServiceVersion => AmazonECSClient.Service.ApiVersion;

    public override string UserAgent => InternalSDKUtils.BuildUserAgentString("ECS", "4.0");

    public override Amazon.Runtime.Endpoints.Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) =>
        AmazonECSClient.Service.Endpoint(this, parameters);
}
