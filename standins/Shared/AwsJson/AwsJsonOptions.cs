#nullable enable

using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;
using Amazon.Runtime.Internal.Util;

namespace Amazon.StandIn.AwsJson;

/// <summary>Marshaller and unmarshaller for one response type, as AmazonServiceClient.InvokeAsync wants them.</summary>
internal sealed class AwsJsonOptions<TResponse> : InvokeOptions where TResponse : AmazonWebServiceResponse, new()
{
    private static readonly ConcurrentDictionary<AwsJsonService, AwsJsonOptions<TResponse>> Cache = new();

    private AwsJsonOptions(AwsJsonService service)
    {
        RequestMarshaller = new AwsJsonRequestMarshaller(service);
        ResponseUnmarshaller = new AwsJsonResponseUnmarshaller<TResponse>(service);
    }

    public static AwsJsonOptions<TResponse> For(AwsJsonService service) => Cache.GetOrAdd(service, static s => new AwsJsonOptions<TResponse>(s));
}

/// <summary>Writes POST / with X-Amz-Target and the request's set members as JSON; the operation is the request's type name less <c>Request</c>.</summary>
internal sealed class AwsJsonRequestMarshaller(AwsJsonService service) : IMarshaller<IRequest, AmazonWebServiceRequest>
{
    public IRequest Marshall(AmazonWebServiceRequest input)
    {
        const string suffix = "Request";
        var name = input.GetType().Name;
        var operation = name.EndsWith(suffix, StringComparison.Ordinal) ? name[..^suffix.Length] : name;
        var request = new DefaultRequest(input, "Amazon." + service.ServiceId) { HttpMethod = "POST", ResourcePath = "/" };
        request.Headers["X-Amz-Target"] = $"{service.TargetPrefix}.{operation}";
        request.Headers[Amazon.Util.HeaderKeys.ContentTypeHeader] = "application/x-amz-json-1.1";
        request.Headers[Amazon.Util.HeaderKeys.XAmzApiVersion] = service.ApiVersion;
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer)) AwsJsonValue.Write(writer, input);
        request.Content = buffer.ToArray();
        return request;
    }
}

internal sealed class AwsJsonResponseUnmarshaller<TResponse>(AwsJsonService service) : JsonResponseUnmarshaller where TResponse : AmazonWebServiceResponse, new()
{
    public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext context)
    {
        var response = new TResponse();
        using var copy = new MemoryStream();
        context.Stream.CopyTo(copy);
        if (copy.Length == 0) return response;
        using var document = JsonDocument.Parse(copy.GetBuffer().AsMemory(0, (int)copy.Length));
        AwsJsonValue.Fill(response, document.RootElement);
        return response;
    }

    public override AmazonServiceException UnmarshallException(JsonUnmarshallerContext context, Exception innerException, HttpStatusCode statusCode)
    {
        var reader = new StreamingUtf8JsonReader(context.Stream);
        var error = JsonErrorResponseUnmarshaller.GetInstance().Unmarshall(context, ref reader);
        return AwsJsonExceptions.Create(service, error, innerException, statusCode);
    }
}

internal static class AwsJsonExceptions
{
    private static readonly Type[] ConstructorShape = [typeof(string), typeof(Exception), typeof(ErrorType), typeof(string), typeof(string), typeof(HttpStatusCode)];

    /// <summary>The typed exception that the error code names, or the service's base exception for a code without a type of its own.</summary>
    public static AmazonServiceException Create(AwsJsonService service, ErrorResponse error, Exception innerException, HttpStatusCode statusCode)
    {
        var code = error.Code ?? "";
        var models = service.BaseException.Namespace + ".Model.";
        var type = service.BaseException.Assembly.GetType(models + code) ?? service.BaseException.Assembly.GetType(models + code + "Exception");
        if (type is null || !typeof(AmazonServiceException).IsAssignableFrom(type)) type = service.BaseException;
        var constructor = type.GetConstructor(ConstructorShape)
            ?? throw new InvalidOperationException($"{type} lacks the constructor that AWS service exceptions have.");
        return (AmazonServiceException)constructor.Invoke([error.Message, innerException, error.Type, error.Code, error.RequestId, statusCode]);
    }
}
