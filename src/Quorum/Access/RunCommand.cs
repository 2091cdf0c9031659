using Amazon.Runtime;
using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;
using Quorum.Pipeline;

namespace Quorum.Access;

/// <param name="Exit">Of the script.</param>
internal sealed record CommandOutput(int Exit, string Output, string Error);

/// <summary>Runs a shell script on one instance through SSM and waits for its output.</summary>
internal sealed class RunCommand(IAmazonSimpleSystemsManagement ssm, Func<CancellationToken, Task<string>> instance, TimeSpan timeout, IClock clock)
{
    private readonly PollPace _pace = new();

    /// <summary>Sends the script once, whatever happens, and waits for its output.</summary>
    /// <exception cref="HttpRequestException">With ConnectionError when the script cannot have run, with ResponseEnded when it may have.</exception>
    internal async Task<CommandOutput> RunAsync(string script, string comment, CancellationToken cancellation)
    {
        var instanceId = await instance(cancellation).ConfigureAwait(false);
        var commandId = await SendAsync(instanceId, script, comment, cancellation).ConfigureAwait(false);
        var sent = clock.Now;
        var deadline = sent + timeout;
        var pause = _pace.First;
        for (var looks = 1; ; looks++)
        {
            await clock.Delay(pause, cancellation).ConfigureAwait(false);
            if (await LookAsync(instanceId, commandId, cancellation).ConfigureAwait(false) is { } output)
            {
                _pace.Took(clock.Now - sent);
                return output;
            }
            pause = _pace.Next(looks);
            if (clock.Now >= deadline) throw new HttpRequestException(HttpRequestError.ResponseEnded, $"command {commandId} on {instanceId} did not end within {timeout.TotalSeconds:0} s");
        }
    }

    private async Task<string> SendAsync(string instanceId, string script, string comment, CancellationToken cancellation)
    {
        try
        {
            var sent = await ssm.SendCommandAsync(
                new SendCommandRequest
                {
                    DocumentName = "AWS-RunShellScript",
                    InstanceIds = [instanceId],
                    Comment = comment,
                    TimeoutSeconds = Math.Max(LeastDeliverySeconds, (int)timeout.TotalSeconds),
                    Parameters = new Dictionary<string, List<string>> { ["commands"] = [script], ["executionTimeout"] = [$"{(int)timeout.TotalSeconds}"] },
                },
                cancellation).ConfigureAwait(false);
            return sent.Command.CommandId;
        }
        catch (InvalidInstanceIdException e)
        {
            throw new HttpRequestException(HttpRequestError.ConnectionError, $"the bastion {instanceId} is not connected to SSM: it is stopped, gone, or its agent has no way out", e);
        }
        catch (AmazonServiceException e) when ((int)e.StatusCode is >= 400 and < 500)
        {
            throw new HttpRequestException(HttpRequestError.ConnectionError, $"SSM refused the command: {e.ErrorCode}: {e.Message}", e);
        }
        catch (Exception e) when (e is AmazonClientException or AmazonServiceException or HttpRequestException or IOException)
        {
            // SendCommand has no client token: whether the command was taken is not known.
            throw new HttpRequestException(HttpRequestError.ResponseEnded, $"no answer to SendCommand: {e.Message}", e);
        }
    }

    /// <summary>The least SSM takes.</summary>
    private const int LeastDeliverySeconds = 30;

    /// <returns>Null while it runs.</returns>
    private async Task<CommandOutput?> LookAsync(string instanceId, string commandId, CancellationToken cancellation)
    {
        try
        {
            var seen = await ssm.GetCommandInvocationAsync(new GetCommandInvocationRequest { CommandId = commandId, InstanceId = instanceId }, cancellation).ConfigureAwait(false);
            return seen.StatusDetails switch
            {
                "Pending" or "InProgress" or "Delayed" or "Cancelling" or null => null,
                "Success" or "Failed" => new(seen.ResponseCode ?? 0, seen.StandardOutputContent ?? "", seen.StandardErrorContent ?? ""),
                "DeliveryTimedOut" or "Undeliverable" or "Terminated" or "InvalidPlatform" or "AccessDenied" =>
                    throw new HttpRequestException(HttpRequestError.ConnectionError, $"the command did not reach the bastion {instanceId}: {seen.StatusDetails}"),
                _ => throw new HttpRequestException(HttpRequestError.ResponseEnded, $"command {commandId} on {instanceId} ended as {seen.StatusDetails}"),
            };
        }
        catch (InvocationDoesNotExistException)
        {
            // Right after SendCommand the invocation is not visible yet.
            return null;
        }
        catch (AmazonServiceException e) when (e.ErrorCode is "ThrottlingException" or "InternalServerError" || (int)e.StatusCode >= 500)
        {
            return null;
        }
    }
}
