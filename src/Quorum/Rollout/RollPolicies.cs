using System.Collections.Immutable;
using Quorum.Pipeline;
using Quorum.Rollout.Rules;
using Quorum.Settings;
using Quorum.Verification;

namespace Quorum.Rollout;

/// <summary>Limits by profile.</summary>
public static class RollPolicies
{
    /// <summary>The embedded AWS answers at once and its nodes start in seconds; the order of things is the same.</summary>
    private static readonly Policy Local = Policy.Default with
    {
        CanarySoak = TimeSpan.FromSeconds(2),
        JoinBudget = TimeSpan.FromMinutes(4),
        InstanceBudget = TimeSpan.FromMinutes(4),
        ShortBudget = TimeSpan.FromMinutes(2),
        RecheckBudget = TimeSpan.FromSeconds(30),
        UnreadPatience = TimeSpan.FromSeconds(10),
        StaleReadWindow = TimeSpan.FromSeconds(2),
        Poll = new PollPolicy { Shortest = TimeSpan.FromMilliseconds(150), Longest = TimeSpan.FromSeconds(2), Watching = TimeSpan.FromSeconds(2) },
        Lock = new LockPolicy { HeartbeatEvery = TimeSpan.FromSeconds(5), Expiry = TimeSpan.FromSeconds(20) },
    };

    /// <summary>No rule of the roll: the snapshot taken before a version change. Named among them, so that it is left out and recorded the same way.</summary>
    public const string SnapshotBeforeUpgrade = "snapshot-before-upgrade";

    /// <exception cref="InputException">A rule to skip is not known or cannot be switched off.</exception>
    public static Policy For(QuorumSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var names = settings.SkipRules.SelectMany(rule => rule.Split(['+', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).ToImmutableHashSet(StringComparer.Ordinal);
        var known = AllRules.InOrder.Where(rule => rule.CanBeSwitchedOff).Select(rule => rule.Name).Append(SnapshotBeforeUpgrade).Concat(Preflight.Names).Order(StringComparer.Ordinal).ToList();
        var problems = names.Where(name => !known.Contains(name)).Order(StringComparer.Ordinal)
            .Select(name => new InputProblem("SkipRules", name, $"no rule that can be switched off; there are: {string.Join(", ", known)}")).ToList();
        if (problems.Count > 0) throw new InputException(problems);
        var policy = (settings.Cloud == CloudKind.Local ? Local : Policy.Default) with { SkipRules = names };
        return settings.MaxSetSize is { } most ? policy with { MaxSetSize = most } : policy;
    }
}
