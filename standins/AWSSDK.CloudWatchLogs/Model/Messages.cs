using Amazon.Runtime;
using Amazon.StandIn.AwsJson;

namespace Amazon.CloudWatchLogs.Model;

public partial class CreateLogStreamRequest : AmazonCloudWatchLogsRequest
{
    public string LogGroupName { get; set; }
    public string LogStreamName { get; set; }
}

public partial class CreateLogStreamResponse : AmazonWebServiceResponse;

public partial class InputLogEvent
{
    public string Message { get; set; }

    [EpochMilliseconds]
    public DateTime? Timestamp { get; set; }
}

public partial class PutLogEventsRequest : AmazonCloudWatchLogsRequest
{
    public string LogGroupName { get; set; }
    public string LogStreamName { get; set; }
    public List<InputLogEvent> LogEvents { get; set; } = AWSConfigs.InitializeCollections ? new List<InputLogEvent>() : null;
}

public partial class PutLogEventsResponse : AmazonWebServiceResponse
{
    public string NextSequenceToken { get; set; }
}

public partial class FilterLogEventsRequest : AmazonCloudWatchLogsRequest
{
    public string LogGroupName { get; set; }
    public string LogGroupIdentifier { get; set; }
    public string LogStreamNamePrefix { get; set; }
    public List<string> LogStreamNames { get; set; } = AWSConfigs.InitializeCollections ? new List<string>() : null;
    public string FilterPattern { get; set; }
    public long? StartTime { get; set; }
    public long? EndTime { get; set; }
    public int? Limit { get; set; }
    public string NextToken { get; set; }
}

public partial class FilterLogEventsResponse : AmazonWebServiceResponse
{
    public List<FilteredLogEvent> Events { get; set; } = AWSConfigs.InitializeCollections ? new List<FilteredLogEvent>() : null;
    public string NextToken { get; set; }
}

public partial class FilteredLogEvent
{
    public string EventId { get; set; }
    public string LogStreamName { get; set; }
    public string Message { get; set; }
    public long? IngestionTime { get; set; }
    public long? Timestamp { get; set; }
}
