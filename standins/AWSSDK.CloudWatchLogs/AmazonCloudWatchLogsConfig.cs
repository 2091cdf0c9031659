using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.StandIn.AwsJson;
using Amazon.Util.Internal;

namespace Amazon.CloudWatchLogs;

public partial class AmazonCloudWatchLogsConfig : ClientConfig
{
    public AmazonCloudWatchLogsConfig() : base(new DefaultConfigurationProvider(AwsJsonDefaults.All)) => AmazonCloudWatchLogsClient.Service.Configure(this);

    public new static string ServiceId => AmazonCloudWatchLogsClient.Service.ServiceId;

    public override string RegionEndpointServiceName => "logs";

    public override string ServiceVersion => AmazonCloudWatchLogsClient.Service.ApiVersion;

    public override string UserAgent => InternalSDKUtils.BuildUserAgentString("CloudWatchLogs", "4.0");

    public override Amazon.Runtime.Endpoints.Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) =>
        AmazonCloudWatchLogsClient.Service.Endpoint(this, parameters);
}
