using System.Net;
using Amazon.Runtime;

namespace Amazon.ECS;

public partial class AmazonECSException : AmazonServiceException
{
    public AmazonECSException(string message) : base(message) { }
    public AmazonECSException(string message, Exception innerException) : base(message, innerException) { }
    public AmazonECSException(Exception innerException) : base(innerException) { }
    public AmazonECSException(string message, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, errorType, errorCode, requestId, statusCode) { }
    public AmazonECSException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, innerException, errorType, errorCode, requestId, statusCode) { }
}

/// <summary>Base of all requests of the service.</summary>
public partial class AmazonECSRequest : AmazonWebServiceRequest;
