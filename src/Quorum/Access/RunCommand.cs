using Amazon.Runtime;
using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;
using Quorum.Pipeline;

namespace Quorum.Access;

/// <summary>Runs a shell script on one instance through SSM and waits for its output.</summary>
internal sealed class RunCommand(IAmazonSimpleSystemsManagement ssm, string instanceId, TimeSpan timeout, IClock clock)
{
    private const int Attempts = 3;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200), LongestPause = TimeSpan.FromSeconds(2);

    /// <param name="mayRepeat">False: sent once, whatever happens; a lost answer is then reported as such.</param>
    /// <exception cref="HttpRequestException">With ConnectionError when the script cannot have run, with ResponseEnded when it may have.</exception>
    internal async Task<string> RunAsync(string script, string comment, bool mayRepeat, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await OnceAsync(script, comment, cancellation).ConfigureAwait(false);
            }
            catch (HttpRequestException e) when (attempt < Attempts && mayRepeat && e.HttpRequestError == HttpRequestError.ResponseEnded)
            {
                await clock.Delay(FirstPause * attempt, cancellation).ConfigureAwait(false);
            }
        }
    }

    private async Task<string> OnceAsync(string script, string comment, CancellationToken cancellation)
    {
        var commandId = await SendAsync(script, comment, cancellation).ConfigureAwait(false);
        var deadline = clock.Now + timeout;
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            await clock.Delay(pause, cancellation).ConfigureAwait(false);
            if (await LookAsync(commandId, cancellation).ConfigureAwait(false) is { } output) return output;
            if (clock.Now >= deadline) throw new HttpRequestException(HttpRequestError.ResponseEnded, $"command {commandId} on {instanceId} did not end within {timeout.TotalSeconds:0} s");
        }
    }

    private async Task<string> SendAsync(string script, string comment, CancellationToken cancellation)
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
    private async Task<string?> LookAsync(string commandId, CancellationToken cancellation)
    {
        try
        {
            var seen = await ssm.GetCommandInvocationAsync(new GetCommandInvocationRequest { CommandId = commandId, InstanceId = instanceId }, cancellation).ConfigureAwait(false);
            return seen.StatusDetails switch
            {
                "Pending" or "InProgress" or "Delayed" or "Cancelling" or null => null,
                "Success" or "Failed" => seen.StandardOutputContent ?? "",
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
