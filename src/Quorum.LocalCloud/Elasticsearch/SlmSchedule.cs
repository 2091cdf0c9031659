using System.Globalization;
using System.Text.RegularExpressions;
using Quorum.LocalCloud.Host;
using Quorum.Models.Elasticsearch;

namespace Quorum.LocalCloud.Elasticsearch;

/// <summary>Takes the snapshots of lifecycle policies at their time and deletes the expired ones. Daily schedules only; others are refused by name when put.</summary>
public sealed partial class SlmSchedule(World world, ClusterModel model, SnapshotFiles files)
{
    private readonly Dictionary<(string Cluster, string Policy), long> _armed = [];

    /// <summary>Called after each change of metadata: arms what is new or changed. Under the world's lock.</summary>
    public void Arm(ClusterState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        foreach (var policy in state.SlmPolicies.Values)
        {
            if (_armed.GetValueOrDefault((state.Uuid, policy.Id)) == policy.Version || Read(policy.Schedule) is not { } at) continue;
            _armed[(state.Uuid, policy.Id)] = policy.Version;
            After(state, policy, at);
        }
    }

    private void After(ClusterState state, SlmPolicy policy, TimeOnly at) => world.Queue.After(Next(at, world.UtcNow) - world.UtcNow, () =>
    {
        // Put anew or deleted meanwhile: that one has a time of its own.
        if (state.SlmPolicies.GetValueOrDefault(policy.Id) is not { } now || now.Version != policy.Version) return;
        if (state.SlmMode == "RUNNING")
        {
            try
            {
                Take(model, files, state, now, SnapshotName(now.Name, world.UtcNow));
                Expire(state, now);
            }
            catch (RestError failed)
            {
                if (state.Master is { } master) model.PutSlmPolicy(master, now.Id, now with { LastFailure = new SlmRun(now.Name, model.Now, failed.Message) });
            }
        }
        After(state, policy, at);
    });

    /// <summary>False without a master.</summary>
    internal static bool Take(ClusterModel model, SnapshotFiles files, ClusterState state, SlmPolicy policy, string name)
    {
        if (!state.Repositories.TryGetValue(policy.Repository, out var repository)) throw new RestError(404, "repository_missing_exception", $"[{policy.Repository}] missing");
        if (Rest.Take(model, files, state, repository, name, [.. state.Indices], policy.Id) is not { } taken) return false;
        return model.PutSlmPolicy(state.Master!, policy.Id, policy with { LastSuccess = new SlmRun(taken.Name, model.Now) }) == UpdateOutcome.Done;
    }

    private void Expire(ClusterState state, SlmPolicy policy)
    {
        if (!state.Repositories.TryGetValue(policy.Repository, out var repository) || state.Master is not { } master) return;
        var own = repository.Snapshots.Where(each => each.Policy == policy.Id && each.EndedAt is not null).OrderByDescending(each => each.StartedAt).ToArray();
        foreach (var old in own.Where((each, index) => index >= (policy.MinCount ?? 0) && (index >= (policy.MaxCount ?? int.MaxValue) || policy.ExpireAfter is { } age && model.Now - each.StartedAt > age)).ToArray())
        {
            if (model.DeleteSnapshot(master, repository.Name, old.Name) == UpdateOutcome.Done) files.Delete(master, repository.Settings["location"], old);
        }
    }

    /// <summary>Time of day (UTC) of a daily schedule <c>0 30 1 * * ?</c>; null for any other.</summary>
    internal static TimeOnly? Read(string schedule) =>
        Daily().Match(schedule) is { Success: true } daily && int.Parse(daily.Groups[1].Value, CultureInfo.InvariantCulture) is var minute and < 60 && int.Parse(daily.Groups[2].Value, CultureInfo.InvariantCulture) is var hour and < 24
            ? new TimeOnly(hour, minute) : null;

    internal static DateTimeOffset Next(TimeOnly at, DateTimeOffset now)
    {
        var today = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero) + at.ToTimeSpan();
        return today > now ? today : today.AddDays(1);
    }

    /// <summary>Date math of the name resolved (<c>{now/d}</c>), and what makes it unique, as SLM does.</summary>
    internal static string SnapshotName(string name, DateTimeOffset now) =>
        name.Trim('<', '>').Replace("{now/d}", now.UtcDateTime.ToString("yyyy.MM.dd", CultureInfo.InvariantCulture), StringComparison.Ordinal) + $"-{Guid.NewGuid():N}";

    [GeneratedRegex(@"^0 (\d{1,2}) (\d{1,2}) \* \* \?$")]
    private static partial Regex Daily();
}
