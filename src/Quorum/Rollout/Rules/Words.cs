namespace Quorum.Rollout.Rules;

internal static class Words
{
    public static string Shard(Observation observation, in Finding finding) =>
        finding.Shard >= 0 && finding.Shard < observation.Cluster.Shards.Length ? observation.Cluster.Shards[finding.Shard].ToString() : "(unknown)";

    public static string Slot(Goal goal, int slot) => slot >= 0 && slot < goal.Slots.Length ? goal.Slots[slot].Name : "a node outside the goal";

    public static string Count(long number, string one, string? many = null) => number == 1 ? $"1 {one}" : $"{number} {many ?? one + "s"}";

    public static string Span(TimeSpan time) =>
        time < TimeSpan.FromMinutes(2) ? $"{time.TotalSeconds:0} s" : time < TimeSpan.FromHours(2) ? $"{time.TotalMinutes:0} min" : $"{time.TotalHours:0.#} h";

    /// <summary>How a person runs the pipeline with one rule off.</summary>
    public static string Skip(RollRule rule) => $"or go on without this rule: ./build.sh RollService --skip-rules {rule.Name}";
}
