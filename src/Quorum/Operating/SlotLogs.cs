using Amazon.CloudWatchLogs;
using Amazon.CloudWatchLogs.Model;
using Quorum.Pipeline;

namespace Quorum.Operating;

/// <param name="Stream">E.g. <c>es-a1/elasticsearch/…</c>: slot, container, task.</param>
public sealed record LogLine(DateTimeOffset At, string Stream, string Text)
{
    public string Slot => Stream.Split('/')[0];
}

/// <summary>What the slots' containers wrote last, from CloudWatch Logs.</summary>
public sealed class SlotLogs(IAmazonCloudWatchLogs logs, string group, IClock clock)
{
    private const int MaxPages = 50;
    private static readonly TimeSpan Since = TimeSpan.FromHours(1);

    /// <param name="slot">Null for all slots.</param>
    /// <param name="lines">Most lines, the newest ones.</param>
    /// <exception cref="StageException">The log group cannot be read.</exception>
    public async Task<IReadOnlyList<LogLine>> LastAsync(string? slot, int lines, CancellationToken cancellation)
    {
        var found = new Queue<LogLine>();
        var request = new FilterLogEventsRequest
        {
            LogGroupName = group,
            LogStreamNamePrefix = slot is null ? null : $"{slot}/",
            StartTime = (clock.Now - Since).ToUnixTimeMilliseconds(),
        };
        try
        {
            // An empty page with a token is not the end: CloudWatch goes through the group piece by piece.
            for (var page = 0; page < MaxPages; page++)
            {
                var answer = await logs.FilterLogEventsAsync(request, cancellation).ConfigureAwait(false);
                foreach (var each in answer.Events ?? [])
                {
                    found.Enqueue(new LogLine(DateTimeOffset.FromUnixTimeMilliseconds(each.Timestamp ?? 0), each.LogStreamName ?? "", (each.Message ?? "").TrimEnd()));
                    if (found.Count > lines) found.Dequeue();
                }
                if (string.IsNullOrEmpty(answer.NextToken)) break;
                request.NextToken = answer.NextToken;
            }
        }
        catch (AmazonCloudWatchLogsException refused)
        {
            throw new StageException($"The log group {group} could not be read: {refused.Message}", "check the rights (logs:FilterLogEvents), and that it was provisioned: ./build.sh ProvisionInfra", refused);
        }
        return [.. found];
    }
}
