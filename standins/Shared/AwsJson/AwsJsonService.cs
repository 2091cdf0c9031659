#nullable enable

using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Util;

namespace Amazon.StandIn.AwsJson;

/// <summary>What differs from one AWS JSON 1.1 service to the next; all the rest is in this folder, over AWSSDK.Core's own pipeline.</summary>
/// <param name="ServiceId">E.g. <c>ECS</c>; also names the variable <c>AWS_ENDPOINT_URL_ECS</c> (AWSSDK.Core reads it).</param>
/// <param name="EndpointPrefix">First label of the host, e.g. <c>ecs</c> or <c>api.ecr</c>.</param>
/// <param name="FipsPrefix">First label of the FIPS host, e.g. <c>ecs-fips</c>.</param>
/// <param name="SigningName">SigV4 service name, e.g. <c>ecs</c>.</param>
/// <param name="TargetPrefix">X-Amz-Target before the dot.</param>
/// <param name="ApiVersion">E.g. <c>2014-11-13</c>.</param>
/// <param name="BaseException">The service's own exception; its sibling namespace <c>.Model</c> holds the typed ones.</param>
internal sealed record AwsJsonService(
    string ServiceId,
    string EndpointPrefix,
    string FipsPrefix,
    string SigningName,
    string TargetPrefix,
    string ApiVersion,
    Type BaseException)
{
    private readonly RegionalEndpoints _endpoints = new(EndpointPrefix, FipsPrefix);

    /// <summary>Call from <c>AmazonServiceClient.CustomizeRuntimePipeline</c>.</summary>
    public void Customize(RuntimePipeline pipeline)
    {
        pipeline.RemoveHandler<Amazon.Runtime.Internal.EndpointResolver>();
        pipeline.AddHandlerAfter<Marshaller>(new ServiceEndpointResolver());
        pipeline.AddHandlerAfter<ServiceEndpointResolver>(new SigV4Only());
    }

    /// <summary>Call from the config's constructor: everything AWSSDK.Core needs to find and sign for the service.</summary>
    public void Configure(ClientConfig config)
    {
        config.ServiceId = ServiceId;
        config.AuthenticationServiceName = SigningName;
        config.MaxErrorRetry = DefaultMaxErrorRetry;
        config.EndpointProvider = _endpoints;
    }

    private const int DefaultMaxErrorRetry = 4;

    public Endpoint Endpoint(ClientConfig config, ServiceOperationEndpointParameters parameters) =>
        _endpoints.ResolveEndpoint(EndpointParametersOf(config, parameters.AlternateEndpoint));

    public AwsJsonOptions<TResponse> Options<TResponse>() where TResponse : AmazonWebServiceResponse, new() => AwsJsonOptions<TResponse>.For(this);

    private static EndpointParameters EndpointParametersOf(IClientConfig config, RegionEndpoint? alternate)
    {
        var region = (alternate ?? config.RegionEndpoint)?.SystemName;
        if (region is null && !string.IsNullOrEmpty(config.ServiceURL)) region = AWSSDKUtils.DetermineRegion(config.ServiceURL);
        var parameters = new EndpointParameters();
        if (region is not null) parameters[RegionalEndpoints.Region] = region;
        if (!string.IsNullOrEmpty(config.ServiceURL)) parameters[RegionalEndpoints.Endpoint] = config.ServiceURL;
        parameters[RegionalEndpoints.UseDualStack] = config.UseDualstackEndpoint;
        parameters[RegionalEndpoints.UseFips] = config.UseFIPSEndpoint;
        return parameters;
    }

    private sealed class ServiceEndpointResolver : BaseEndpointResolver
    {
        protected override void ServiceSpecificHandler(IExecutionContext executionContext, EndpointParameters parameters) =>
            InjectHostPrefix(executionContext.RequestContext);

        protected override EndpointParameters MapEndpointsParameters(IRequestContext requestContext) =>
            EndpointParametersOf(requestContext.ClientConfig, requestContext.Request.AlternateEndpoint);
    }

    private sealed class SigV4Only : BaseAuthResolverHandler
    {
        protected override List<Amazon.Runtime.Internal.Auth.IAuthSchemeOption> ResolveAuthOptions(IExecutionContext executionContext) =>
            Amazon.Runtime.Credentials.Internal.AuthSchemeOption.DEFAULT_SIGV4;
    }

    private sealed class RegionalEndpoints(string prefix, string fipsPrefix) : IEndpointProvider
    {
        public const string Region = "Region", Endpoint = "Endpoint", UseDualStack = "UseDualStack", UseFips = "UseFIPS";

        public Endpoint ResolveEndpoint(EndpointParameters parameters)
        {
            var fips = parameters[UseFips] is true;
            var dual = parameters[UseDualStack] is true;
            if (parameters[Endpoint] is string url)
            {
                if (fips) throw new AmazonClientException("Invalid Configuration: FIPS and custom endpoint are not supported");
                if (dual) throw new AmazonClientException("Invalid Configuration: Dualstack and custom endpoint are not supported");
                return new Endpoint(url);
            }
            if (parameters[Region] is not string region) throw new AmazonClientException("Invalid Configuration: Missing Region");
            var suffix = dual ? "api.aws" : RegionEndpoint.GetBySystemName(region).PartitionDnsSuffix;
            return new Endpoint($"https://{(fips ? fipsPrefix : prefix)}.{region}.{suffix}");
        }
    }
}
