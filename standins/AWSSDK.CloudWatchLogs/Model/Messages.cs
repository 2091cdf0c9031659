using Amazon.Runtime;

namespace Amazon.CloudWatchLogs.Model;

public partial class CreateLogStreamRequest : AmazonCloudWatchLogsRequest
{
    public string LogGroupName { get; set; }
    public string LogStreamName { get; set; }
}

public partial class CreateLogStreamResponse : AmazonWebServiceResponse;
