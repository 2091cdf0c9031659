using Amazon.CloudWatchLogs.Model;
using Amazon.Runtime;

namespace Amazon.CloudWatchLogs;

/// <summary>The operations of the service that this subset has; every other one is absent, so that its use does not compile.</summary>
public interface IAmazonCloudWatchLogs : IAmazonService, IDisposable
{
    static ClientConfig IAmazonService.CreateDefaultClientConfig() => new AmazonCloudWatchLogsConfig();

    static IAmazonService IAmazonService.CreateDefaultServiceClient(AWSCredentials awsCredentials, ClientConfig clientConfig) =>
        new AmazonCloudWatchLogsClient(awsCredentials, clientConfig as AmazonCloudWatchLogsConfig ?? throw new AmazonClientException("ServiceClientConfig is not of type AmazonCloudWatchLogsConfig"));

    System.Threading.Tasks.Task<CreateLogStreamResponse> CreateLogStreamAsync(CreateLogStreamRequest request, CancellationToken cancellationToken = default);

    System.Threading.Tasks.Task<PutLogEventsResponse> PutLogEventsAsync(PutLogEventsRequest request, CancellationToken cancellationToken = default);

    System.Threading.Tasks.Task<FilterLogEventsResponse> FilterLogEventsAsync(FilterLogEventsRequest request, CancellationToken cancellationToken = default);
}
