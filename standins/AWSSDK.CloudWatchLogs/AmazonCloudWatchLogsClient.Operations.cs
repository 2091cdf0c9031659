using Amazon.CloudWatchLogs.Model;

namespace Amazon.CloudWatchLogs;

public partial class AmazonCloudWatchLogsClient
{
    public virtual System.Threading.Tasks.Task<CreateLogStreamResponse> CreateLogStreamAsync(CreateLogStreamRequest request, CancellationToken cancellationToken = default) => CallAsync<CreateLogStreamResponse>(request, cancellationToken);

    public virtual System.Threading.Tasks.Task<PutLogEventsResponse> PutLogEventsAsync(PutLogEventsRequest request, CancellationToken cancellationToken = default) => CallAsync<PutLogEventsResponse>(request, cancellationToken);

    public virtual System.Threading.Tasks.Task<FilterLogEventsResponse> FilterLogEventsAsync(FilterLogEventsRequest request, CancellationToken cancellationToken = default) => CallAsync<FilterLogEventsResponse>(request, cancellationToken);
}
