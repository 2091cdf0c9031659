using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Util.Internal;

namespace Amazon.CloudWatchLogs;

public partial class AmazonCloudWatchLogsConfig : ClientConfig
{
    public AmazonCloudWatchLogsConfig() : base(new DefaultConfigurationProvider(AmazonCloudWatchLogsDefaults.All)) => AmazonCloudWatchLogsClient.Service.Configure(this);

    public new static string ServiceId => AmazonCloudWatchLogsClient.Service.ServiceId;

    public override string RegionEndpointServiceName => "logs";

    public override string ServiceVersion => AmazonCloudWatchLogsClient.Service.ApiVersion;

    public override string UserAgent => InternalSDKUtils.BuildUserAgentString("CloudWatchLogs", "4.0");

    public override Amazon.Runtime.Endpoints.Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) =>
        AmazonCloudWatchLogsClient.Service.Endpoint(this, parameters);
}

internal static class AmazonCloudWatchLogsDefaults
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
