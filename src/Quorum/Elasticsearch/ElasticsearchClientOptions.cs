namespace Quorum.Elasticsearch;

/// <summary>Bounds of every call.</summary>
public sealed record ElasticsearchClientOptions
{
    public static readonly ElasticsearchClientOptions Default = new();

    /// <summary>For one attempt; calls that let Elasticsearch wait add their own waiting time.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often the list of nodes is gone through for a call that may be repeated.</summary>
    public int Rounds { get; init; } = 2;

    /// <summary>Pause between two rounds; an election takes about a second.</summary>
    public TimeSpan RoundPause { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Bytes of one answer. <c>_cat/shards</c> of 50,000 copies is about 10 MiB.</summary>
    public int MaxAnswerBytes { get; init; } = 64 * 1024 * 1024;
}
