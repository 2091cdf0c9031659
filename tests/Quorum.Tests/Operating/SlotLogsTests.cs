using Amazon;
using Amazon.CloudWatchLogs;
using Amazon.CloudWatchLogs.Model;
using Quorum.Operating;
using Quorum.Pipeline;
using Quorum.Tests.Registry;

namespace Quorum.Tests.Operating;

public sealed class SlotLogsTests
{
    private readonly StepClock _clock = new();

    [Fact]
    public async Task Last_EmptyPageWithATokenInBetween_ReadsOnAndKeepsTheNewest()
    {
        var logs = new FakeLogs(
            new() { Events = [Line(1, "es-a1/elasticsearch/t1", "one"), Line(2, "es-a1/elasticsearch/t1", "two\n")], NextToken = "1" },
            new() { Events = [], NextToken = "2" },
            new() { Events = [Line(3, "es-b1/elasticsearch/t2", "three")] });

        var lines = await new SlotLogs(logs, "/quorum/q/elasticsearch", _clock).LastAsync(null, 2, TestContext.Current.CancellationToken);

        Assert.Equal([("es-a1", "two"), ("es-b1", "three")], lines.Select(line => (line.Slot, line.Text)));
        Assert.Equal([null, "1", "2"], logs.Tokens);
    }

    [Fact]
    public async Task Last_OneSlot_AsksForItsStreamsOnly()
    {
        var logs = new FakeLogs(new FilterLogEventsResponse());
        Assert.Empty(await new SlotLogs(logs, "g", _clock).LastAsync("es-a1", 2, TestContext.Current.CancellationToken));
        // es-a1 and not es-a10.
        Assert.Equal("es-a1/", logs.Prefix);
    }

    [Fact]
    public async Task Last_GroupIsMissing_SaysWhichAndWhatToDo()
    {
        var failed = await Assert.ThrowsAsync<StageException>(() => new SlotLogs(new FakeLogs(), "/quorum/q/elasticsearch", _clock).LastAsync(null, 2, TestContext.Current.CancellationToken));
        Assert.Contains("/quorum/q/elasticsearch", failed.Message);
        Assert.Contains("logs:FilterLogEvents", failed.WayOut);
    }

    private FilteredLogEvent Line(int second, string stream, string text) =>
        new() { Timestamp = (_clock.Now + TimeSpan.FromSeconds(second)).ToUnixTimeMilliseconds(), LogStreamName = stream, Message = text };

    /// <summary>Answers page by page; without pages the group does not exist.</summary>
    private sealed class FakeLogs(params FilterLogEventsResponse[] pages)
        : AmazonCloudWatchLogsClient("id", "key", new AmazonCloudWatchLogsConfig { ServiceURL = "http://127.0.0.1:1", AuthenticationRegion = RegionEndpoint.USEast1.SystemName })
    {
        public List<string?> Tokens { get; } = [];

        public string? Prefix { get; private set; }

        public override Task<FilterLogEventsResponse> FilterLogEventsAsync(FilterLogEventsRequest request, CancellationToken cancellationToken = default)
        {
            Tokens.Add(request.NextToken);
            Prefix = request.LogStreamNamePrefix;
            return pages.Length == 0 ? throw new ResourceNotFoundException("The specified log group does not exist.") : Task.FromResult(pages[Tokens.Count - 1]);
        }
    }
}
