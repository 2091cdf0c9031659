using System.Net;
using Amazon.Runtime;

namespace Quorum.Rollout.Aws;

/// <summary>Sorts what AWS clients throw: what repeating may cure, and what it will not.</summary>
internal static class AwsFailures
{
    private static readonly string[] Throttling = ["Throttl", "TooManyRequests", "RequestLimitExceeded", "LimitExceeded.Rate", "SlowDown", "ServerException", "ServiceUnavailable", "InternalFailure", "InternalServerError"];

    /// <summary>Runs a call and turns its failures into <see cref="TransientPortException"/> or <see cref="RefusedPortException"/>.</summary>
    public static async Task<T> Sorted<T>(string what, Func<Task<T>> call, CancellationToken cancellation)
    {
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (AmazonServiceException e)
        {
            // The message of the service, never the request: a request may hold a parameter's value.
            var text = $"{what}: {e.ErrorCode ?? e.GetType().Name}: {e.Message}";
            throw IsTransient(e) ? new TransientPortException(text, e) : new RefusedPortException(text, e);
        }
        catch (AmazonClientException e)
        {
            throw new TransientPortException($"{what}: {e.Message}", e);
        }
        catch (HttpRequestException e)
        {
            throw new TransientPortException($"{what}: {e.Message}", e);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new TransientPortException($"{what}: no answer in time", e);
        }
    }

    /// <summary>The way out of a sorted failure: rights are only looked at when it was the service that said no.</summary>
    /// <param name="rights">The calls that were to be made, as a policy names them.</param>
    public static string WayOut(Exception sorted, string rights) => sorted is RefusedPortException
        ? $"check the role's rights ({rights}) and run again: it goes on where it was"
        : "nobody answered, or not in time: look at the network (on the embedded AWS at its log, .nuke/temp/local/PROFILE/log.txt) and run again: it goes on where it was";

    /// <summary>Whether the service may answer otherwise when it is asked again: throttled, out of order, or not everywhere of the same mind yet.</summary>
    public static bool IsTransient(AmazonServiceException e) =>
        e.StatusCode == 0 || (int)e.StatusCode >= (int)HttpStatusCode.InternalServerError || e.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout
        || (e.ErrorCode is { } code && Array.Exists(Throttling, mark => code.Contains(mark, StringComparison.OrdinalIgnoreCase)))
        // A service just created or deleted may not be known everywhere yet: looking again tells.
        || e.ErrorCode is "ServiceNotFoundException" or "ServiceNotActiveException";
}
